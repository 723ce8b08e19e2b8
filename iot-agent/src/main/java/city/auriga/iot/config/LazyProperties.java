package city.auriga.iot.config;

import city.auriga.iot.lazy.LazySettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How devices are asked for values when somebody reads. Each is an environment variable {@code
 * AURIGA_IOT_LAZY_…} too.
 *
 * @param timeout for the answers of the devices that one request asks
 * @param entities of one page whose devices are asked; of others the last known values are shown
 */
@ConfigurationProperties("auriga.iot.lazy")
public record LazyProperties(
        @DefaultValue("3s") Duration timeout, @DefaultValue("50") int entities) {

    public LazyProperties {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("auriga.iot.lazy.timeout: at least 1ms");
        }
        if (entities < 0) {
            throw new IllegalArgumentException("auriga.iot.lazy.entities: not negative");
        }
    }

    LazySettings settings() {
        return new LazySettings(timeout, entities);
    }
}
