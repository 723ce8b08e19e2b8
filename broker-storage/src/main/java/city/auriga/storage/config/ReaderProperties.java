package city.auriga.storage.config;

import city.auriga.storage.lane.Lane;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of look-ups by id.
 *
 * @param lanes how many statements may run at once; 0: one for every two processors
 * @param batch how many look-ups one statement answers at most
 * @param queue how many look-ups may wait in a lane; more are answered 503
 * @param cacheSize how much memory entities may take that were read or written lately, by
 *     estimation; 0 keeps none
 */
@ConfigurationProperties("auriga.reader")
public record ReaderProperties(
        @DefaultValue("0") int lanes,
        @DefaultValue("200") int batch,
        @DefaultValue("20000") int queue,
        @DefaultValue("48MB") DataSize cacheSize) {
    public ReaderProperties {
        if (lanes == 0) {
            lanes = Lane.defaultNumber();
        }
        if (lanes < 1 || lanes > 64 || batch < 1 || batch > 10_000 || queue < batch) {
            throw new IllegalArgumentException(
                    "reader: lanes 0 to 64, batch 1 to 10000, queue at least batch");
        }
    }
}
