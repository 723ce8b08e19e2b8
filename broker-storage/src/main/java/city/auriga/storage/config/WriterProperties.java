package city.auriga.storage.config;

import city.auriga.storage.lane.Lane;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the batch writer.
 *
 * @param lanes each with one write transaction at a time, or two where whole batches wait; 0: one
 *     for every two processors, so that each is a large batch
 * @param batch how many changes one transaction takes at most
 * @param queue how many changes may wait in a lane; more are answered 503
 */
@ConfigurationProperties("auriga.writer")
public record WriterProperties(
        @DefaultValue("0") int lanes,
        @DefaultValue("500") int batch,
        @DefaultValue("10000") int queue) {
    public WriterProperties {
        if (lanes == 0) {
            lanes = Lane.defaultNumber();
        }
    }
}
