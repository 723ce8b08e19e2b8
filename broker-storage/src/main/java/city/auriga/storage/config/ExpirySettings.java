package city.auriga.storage.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the removal of what has expired (4.22).
 *
 * @param interval how long after it expired something is removed, at most
 * @param chunk how many entities are removed at the same time, at most
 */
@ConfigurationProperties("auriga.expiry")
public record ExpirySettings(
        @DefaultValue("1s") Duration interval, @DefaultValue("500") int chunk) {
    public ExpirySettings {
        if (interval.toMillis() < 10 || chunk < 1 || chunk > 10_000) {
            throw new IllegalArgumentException("expiry: interval at least 10ms, chunk 1 to 10000");
        }
    }
}
