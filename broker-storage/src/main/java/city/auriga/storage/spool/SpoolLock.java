package city.auriga.storage.spool;

import city.auriga.storage.lane.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who forwards the spool: the process whose connection holds the advisory lock. When it dies the
 * server lets go of the lock, and another process takes it.
 */
final class SpoolLock implements AutoCloseable {
    private static final String TRY = "SELECT pg_try_advisory_lock(hashtext('spool'), 0)";
    private static final int PATIENCE_SECONDS = 2;

    private final DataSource connections;
    private @Nullable Connection holder;

    /**
     * @param connections a source of connections that no pool shares: one stays open
     */
    SpoolLock(DataSource connections) {
        this.connections = connections;
    }

    /**
     * Whether this process has it, perhaps only since now. Once lost it is not anybody's for a
     * moment: who had it has to know that another may have had it since.
     */
    synchronized boolean isMine() {
        try {
            if (holder == null) {
                return tryLock();
            }
            if (holder.isValid(PATIENCE_SECONDS)) {
                return true;
            }
            close();
            return false;
        } catch (SQLException e) {
            throw Lane.unavailable("the database cannot be reached");
        }
    }

    private boolean tryLock() throws SQLException {
        var connection = connections.getConnection();
        boolean locked = false;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(TRY)) {
            locked = row.next() && row.getBoolean(1);
        } finally {
            if (locked) {
                holder = connection;
            } else {
                connection.close();
            }
        }
        return locked;
    }

    @Override
    public synchronized void close() throws SQLException {
        var connection = holder;
        holder = null;
        if (connection != null) {
            connection.close();
        }
    }
}
