package city.auriga.api.context;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How remote @contexts are fetched.
 *
 * @param timeout from connecting to the last byte
 * @param size the largest document
 * @param cache how many processed @contexts are kept
 * @param cacheTime how long a fetched document is used before it is fetched again
 */
@ConfigurationProperties("auriga.context")
public record ContextSettings(
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("2MB") DataSize size,
        @DefaultValue("1000") int cache,
        @DefaultValue("1h") Duration cacheTime) {}
