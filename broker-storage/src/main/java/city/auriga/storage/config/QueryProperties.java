package city.auriga.storage.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of queries.
 *
 * @param collations how many collations the database may create for {@code orderBy}, beside those
 *     that it has for plain languages
 * @param maps how many EntityMaps a tenant may have; the oldest gives way
 * @param mapsSize bytes of the ids in all EntityMaps of a tenant; likewise
 * @param indexes how many Attributes may be declared as indexed
 */
@ConfigurationProperties("auriga.query")
public record QueryProperties(
        @DefaultValue("50") int collations,
        @DefaultValue("1000") int maps,
        @DefaultValue("100MB") DataSize mapsSize,
        @DefaultValue("10") int indexes) {
    public QueryProperties {
        if (collations < 0 || maps < 1 || mapsSize.toBytes() < 1 || indexes < 0) {
            throw new IllegalArgumentException(
                    "query: collations and indexes at least 0, maps and maps-size at least 1");
        }
    }
}
