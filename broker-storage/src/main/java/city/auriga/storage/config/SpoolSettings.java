package city.auriga.storage.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What waits for the broker of an agent that stands alone.
 *
 * @param rows how many writes may wait; while there are more, readings are not acknowledged
 */
@ConfigurationProperties("auriga.iot.spool")
public record SpoolSettings(@DefaultValue("5000000") long rows) {
    public SpoolSettings {
        if (rows < 1) {
            throw new IllegalArgumentException("auriga.iot.spool.rows: at least 1");
        }
    }
}
