package city.auriga.storage.spool;

import city.auriga.storage.lane.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Who forwards the spool: the process whose connection holds the advisory lock. When it dies the
 * server lets go of the lock, and another process takes it: all keep a connection, and try once a
 * second.
 */
final class SpoolLock implements AutoCloseable {
    private static final String TRY = "SELECT pg_try_advisory_lock(hashtext('spool'), 0)";
    private static final int PATIENCE_SECONDS = 2;
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final DataSource connections;
    private final LongSupplier nanoTime;
    private @Nullable Connection connection;
    private boolean held;
    private long next;

    /**
     * @param connections a source of connections that no pool shares: one stays open
     */
    SpoolLock(DataSource connections) {
        this(connections, System::nanoTime);
    }

    SpoolLock(DataSource connections, LongSupplier nanoTime) {
        this.connections = connections;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /**
     * Whether this process has it, perhaps only since now. Once lost it is not anybody's for a
     * moment: who had it has to know that another may have had it since.
     */
    synchronized boolean isMine() {
        try {
            if (held) {
                held = living() != null;
                return held;
            }
            long now = nanoTime.getAsLong();
            if (now - next < 0) {
                return false;
            }
            next = now + AGAIN_NANOS;
            held = tryLock();
            if (held) {
                // Once lost it may be tried at once.
                next = now;
            }
            return held;
        } catch (SQLException e) {
            drop();
            throw Lane.unavailable("the database cannot be reached");
        }
    }

    private boolean tryLock() throws SQLException {
        var open = living();
        if (open == null) {
            open = connections.getConnection();
            connection = open;
        }
        try (var statement = open.createStatement();
                var row = statement.executeQuery(TRY)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The connection that is kept; null if there is none any more. */
    private @Nullable Connection living() throws SQLException {
        if (connection != null && !connection.isValid(PATIENCE_SECONDS)) {
            drop();
        }
        return connection;
    }

    /** Another process may have it. */
    synchronized void release() {
        drop();
    }

    private void drop() {
        try {
            close();
        } catch (SQLException broken) {
            // That is why it is dropped.
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        var open = connection;
        connection = null;
        held = false;
        if (open != null) {
            open.close();
        }
    }
}
