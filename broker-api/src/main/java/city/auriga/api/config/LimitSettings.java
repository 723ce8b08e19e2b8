package city.auriga.api.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of what comes in; each is shown at the health endpoint.
 *
 * @param bodySize of one request
 * @param largeBodies of all requests of more than 16 KB that are worked on at the same time; others
 *     wait
 * @param jsonDepth how deep JSON may be nested
 * @param batchSize how many entities one batch request may have
 * @param pageSize entities of a page when the request does not say
 * @param maxPageSize the largest {@code limit}
 * @param linkedEntities entities that one answer with a {@code join} may hold beside those asked
 *     for
 * @param requestTime how long a request may wait for its commit
 */
@ConfigurationProperties("auriga.limits")
public record LimitSettings(
        @DefaultValue("10MB") DataSize bodySize,
        @DefaultValue("1MB") DataSize largeBodies,
        @DefaultValue("64") int jsonDepth,
        @DefaultValue("1000") int batchSize,
        @DefaultValue("20") int pageSize,
        @DefaultValue("1000") int maxPageSize,
        @DefaultValue("10000") int linkedEntities,
        @DefaultValue("30s") Duration requestTime) {
    /** Bodies up to this many bytes are not counted as large. */
    public static final int LARGE_BODY = 16 * 1024;

    public LimitSettings {
        long room = largeBodies.toBytes();
        if (room < LARGE_BODY || room > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("large-bodies must lie between 16KB and 2047MB");
        }
    }
}
