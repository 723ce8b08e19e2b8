package city.auriga.storage.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of queries.
 *
 * @param collations how many collations the database may create for {@code orderBy}, beside those
 *     that it has for plain languages
 * @param maps how many EntityMaps a tenant may have; the one that would expire first gives way
 * @param indexes how many Attributes may be declared as indexed
 */
@ConfigurationProperties("auriga.query")
public record QueryProperties(
        @DefaultValue("50") int collations,
        @DefaultValue("1000") int maps,
        @DefaultValue("10") int indexes) {
    public QueryProperties {
        if (collations < 0 || maps < 1 || indexes < 0) {
            throw new IllegalArgumentException(
                    "query: collations and indexes at least 0, maps at least 1");
        }
    }
}
