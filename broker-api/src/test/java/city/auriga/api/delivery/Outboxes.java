package city.auriga.api.delivery;

import city.auriga.api.RunningAuriga;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What waits to be notified: a change is written there together with its notifications. */
final class Outboxes {
    private Outboxes() {}

    /** Waits until all that is to be notified in a tenant has been taken by its receivers. */
    static void awaitNone(String tenant) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> waiting(tenant) == 0);
    }

    private static int waiting(String tenant) {
        try (var connection = RunningAuriga.database().connect();
                var query =
                        connection.prepareStatement(
                                "SELECT count(*) FROM outbox WHERE tenant = ?")) {
            query.setString(1, tenant);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
