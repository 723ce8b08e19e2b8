package city.auriga.storage.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The number of this process among all that share the database. It is alive as long as a connection
 * of its own holds the advisory lock of the number, so that the others notice its death at once,
 * without a clock.
 */
public final class Replica implements AutoCloseable {
    /** First key of the two-part advisory locks, so that they are nobody else's. */
    static final int LOCK_SPACE = 0x41555249;

    /** A select of the numbers of all processes that are alive. */
    public static final String ALIVE =
            """
            SELECT objid::bigint FROM pg_locks
            WHERE locktype = 'advisory' AND classid = %d AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
                    .formatted(LOCK_SPACE);

    private final DataSource connections;
    private final long number;
    private @Nullable Connection holder;

    /**
     * @param connections a source of connections that no pool shares: each stays open
     */
    public Replica(DataSource connections) throws SQLException {
        this.connections = connections;
        var connection = connections.getConnection();
        this.holder = connection;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT nextval('replica')")) {
            row.next();
            this.number = row.getLong(1);
        }
        if (!lock(connection)) {
            throw new IllegalStateException("somebody has the number " + number + " already");
        }
    }

    public long number() {
        return number;
    }

    /** Takes the lock again if the connection was lost. */
    public synchronized void keepAlive() throws SQLException {
        if (holder != null && holder.isValid(2)) {
            return;
        }
        close();
        var connection = connections.getConnection();
        holder = connection;
        if (!lock(connection)) {
            // The server still believes in the lost connection: it stands for us until it is gone.
            close();
        }
    }

    private boolean lock(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, LOCK_SPACE);
            statement.setInt(2, (int) number);
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        if (holder != null) {
            Objects.requireNonNull(holder).close();
            holder = null;
        }
    }
}
