package city.auriga.storage.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of queries.
 *
 * @param collations how many collations the database may create for {@code orderBy}, beside those
 *     that it has for plain languages
 * @param indexes how many Attributes may be declared as indexed
 */
@ConfigurationProperties("auriga.query")
public record QueryProperties(@DefaultValue("50") int collations, @DefaultValue("10") int indexes) {
    public QueryProperties {
        if (collations < 0 || indexes < 0) {
            throw new IllegalArgumentException(
                    "query: collations and indexes must not be negative");
        }
    }
}
