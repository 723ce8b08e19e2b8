package city.auriga.api.delivery;

import city.auriga.api.RunningAuriga;
import java.sql.SQLException;

/** Entities that are stored and expire, or have something in them that does. */
final class Transients {
    private Transients() {}

    static int waiting(String tenant) {
        try (var connection = RunningAuriga.database().connect();
                var query =
                        connection.prepareStatement(
                                "SELECT count(*) FROM entity WHERE tenant = ? AND next_expiry IS"
                                        + " NOT NULL")) {
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
