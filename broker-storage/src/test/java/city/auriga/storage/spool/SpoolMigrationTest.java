package city.auriga.storage.spool;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Row;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A spool that an older version has left. */
class SpoolMigrationTest {
    private static final String WRITE =
            "INSERT INTO spool (tenant, entity_id, kind, document) VALUES ('', ?, ?, '{\"a\": 1}')";

    private final TestDatabase server = TestDatabase.create();

    @AfterEach
    void close() {
        server.close();
    }

    private void migrate(String version) {
        Flyway.configure().dataSource(server.dataSource()).target(version).load().migrate();
    }

    @Test
    void keepsOneOfWhatWaitedSeveralTimes() {
        migrate("27");
        var database = new Database(server.dataSource());
        for (var id : new String[] {"urn:a", "urn:b", "urn:a", "urn:a"}) {
            for (var kind : new String[] {"ABSENT", "NEWEST"}) {
                database.run(jdbc -> jdbc.sql(WRITE).params(id, kind).update());
            }
        }
        migrate("latest");
        var rows = new SpoolRows(database);
        assertThat(rows.nextAbsent(Tenant.DEFAULT, Set.of(), 10))
                .extracting(row -> row.write().entity())
                .containsExactly("urn:a", "urn:b");
        assertThat(rows.nextOf(Tenant.DEFAULT, Set.of("urn:a"), 0, 10))
                .extracting(Row::write)
                .hasSize(3);
    }
}
