package city.auriga.storage.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What waits for the broker of an agent that stands alone.
 *
 * @param rows how many writes may wait
 * @param share how many percent of the place that the other tenants leave one tenant may have;
 *     while it has more, its readings are not acknowledged
 */
@ConfigurationProperties("auriga.iot.spool")
public record SpoolSettings(@DefaultValue("5000000") long rows, @DefaultValue("80") int share) {
    public SpoolSettings {
        if (rows < 1) {
            throw new IllegalArgumentException("auriga.iot.spool.rows: at least 1");
        }
        if (share < 1 || share > 100) {
            throw new IllegalArgumentException("auriga.iot.spool.share: 1 to 100");
        }
    }
}
