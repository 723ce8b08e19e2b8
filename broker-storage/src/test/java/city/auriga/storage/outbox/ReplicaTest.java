package city.auriga.storage.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.storage.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicaTest {
    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        Flyway.configure().dataSource(database.dataSource()).load().migrate();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void takesItsLockAgainWhenTheServerHasForgottenTheLostConnection() throws SQLException {
        try (var replica = new Replica(database.dataSource());
                var lost = database.connect()) {
            terminate(lost, holder(lost, replica.number()));
            lock(lost, "pg_advisory_lock", replica.number());
            replica.keepAlive();
            assertThat(holder(lost, replica.number())).isEqualTo(pid(lost));

            lock(lost, "pg_advisory_unlock", replica.number());
            replica.keepAlive();
            assertThat(holder(lost, replica.number())).isNotZero().isNotEqualTo(pid(lost));
        }
    }

    private static int holder(Connection connection, long number) throws SQLException {
        return number(
                connection,
                """
                SELECT coalesce(max(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND granted
                AND classid = %d AND objid = %d\
                """
                        .formatted(Replica.LOCK_SPACE, number));
    }

    private static int pid(Connection connection) throws SQLException {
        return number(connection, "SELECT pg_backend_pid()");
    }

    private static void terminate(Connection connection, int pid) throws SQLException {
        // Waits until it is gone.
        number(connection, "SELECT pg_terminate_backend(%d, 10000)::int".formatted(pid));
    }

    private static void lock(Connection connection, String function, long number)
            throws SQLException {
        number(
                connection,
                "SELECT count(%s(%d, %d))".formatted(function, Replica.LOCK_SPACE, number));
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
