package city.auriga.storage.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the discovery of types and Attributes.
 *
 * @param combinations how many combinations of types and Attributes one answer may be made of; more
 *     are answered 403 TooManyResults
 * @param fold how often the changes of the numbers are summed up
 */
@ConfigurationProperties("auriga.discovery")
public record DiscoverySettings(
        @DefaultValue("100000") int combinations, @DefaultValue("1s") Duration fold) {
    public DiscoverySettings {
        if (combinations < 1 || combinations > 10_000_000 || fold.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "discovery: combinations 1 to 10000000, fold at least 10ms");
        }
    }
}
