package city.auriga.api.entity;

import city.auriga.core.entity.MappedQueries;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * EntityMaps (5.14).
 *
 * @param size how many entities a map may hold
 * @param lifetime of a map whose request does not say
 * @param maxLifetime the longest that a request can have
 */
@ConfigurationProperties("auriga.entity-map")
record EntityMapSettings(
        @DefaultValue("100000") int size,
        @DefaultValue("5m") Duration lifetime,
        @DefaultValue("1d") Duration maxLifetime) {
    EntityMapSettings {
        if (size < 1 || lifetime.isNegative() || maxLifetime.compareTo(lifetime) < 0) {
            throw new IllegalArgumentException(
                    "entity-map: size at least 1, max-lifetime at least lifetime");
        }
    }

    MappedQueries.Limits limits() {
        return new MappedQueries.Limits(size, lifetime, maxLifetime);
    }
}
