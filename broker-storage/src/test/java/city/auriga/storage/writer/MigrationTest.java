package city.auriga.storage.writer;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.discovery.Discovery.Selection;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an older version has stored is found by this one. */
class MigrationTest {
    private static final String BEFORE_DISCOVERY = "4";
    private static final List<String> ENTITIES =
            List.of(
                    """
                    ('', 'urn:e:1', 1, NULL, '{}')\
                    """,
                    """
                    ('', 'urn:e:2', 2, NULL, '{"urn:a":[{"type":"Property","value":1},{"type":"Relationship","object":"urn:x","datasetId":"urn:d"}]}')\
                    """,
                    """
                    ('t', 'urn:e:3', 1, '2026-05-01T11:00:00Z', '{"urn:a":[{"type":"Property","value":1,"expiresAt":"2026-05-01T12:00:00.000000Z"}]}')\
                    """,
                    """
                    ('t', 'urn:e:4', 1, NULL, '{"urn:a":[{"type":"Property","value":[{"expiresAt":"never"}],"urn:p":[{"type":"Property","value":1,"expiresAt":"2026-05-01T13:00:00.000000Z"}]}]}')\
                    """,
                    """
                    ('t', 'urn:e:5', 1, NULL, '{"urn:a":[{"type":"JsonProperty","json":{"urn:p":[{"expiresAt":"2026-01-01T00:00:00Z"}]}}]}')\
                    """);

    @Test
    void countsWhatIsThereAndKnowsWhatExpires() {
        try (var database = TestDatabase.create()) {
            Flyway.configure()
                    .dataSource(database.dataSource())
                    .target(BEFORE_DISCOVERY)
                    .load()
                    .migrate();
            var jdbc = JdbcClient.create(database.dataSource());
            jdbc.sql("INSERT INTO type_set (id, types) VALUES (1, '{urn:T}'), (2, '{urn:T,urn:U}')")
                    .update();
            ENTITIES.forEach(entity ->
                    jdbc.sql(
                                    """
                                    INSERT INTO entity (tenant, id, type_set, expires_at, document, created_at, modified_at)
                                    SELECT column1, column2, column3, column4::timestamptz, column5::jsonb, now(), now()
                                    FROM (VALUES %s) AS v
                                    """
                                            .formatted(entity))
                            .update());

            WriterBench.migrate(database);

            try (var bench = WriterBench.on(database)) {
                var found =
                        bench.discovery.find(
                                Tenant.DEFAULT, new Selection.Everything(), Instant.EPOCH);
                assertThat(found.type("urn:T").orElseThrow().entities()).isEqualTo(2);
                assertThat(found.type("urn:U").orElseThrow().entities()).isEqualTo(1);
                assertThat(found.attribute("urn:a").orElseThrow().instances()).isEqualTo(2);
                assertThat(found.attribute("urn:a").orElseThrow().types())
                        .isEqualTo(Set.of(AttributeType.PROPERTY, AttributeType.RELATIONSHIP));
            }
            assertThat(
                            jdbc.sql(
                                            "SELECT id || ' ' || to_char(next_expiry AT TIME ZONE"
                                                + " 'UTC', 'HH24:MI') FROM entity WHERE next_expiry"
                                                + " IS NOT NULL ORDER BY id")
                                    .query(String.class)
                                    .list())
                    .isEqualTo(List.of("urn:e:3 11:00", "urn:e:4 13:00"));
        }
    }
}
