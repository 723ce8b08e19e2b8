package city.auriga.storage.subscription;

import city.auriga.core.model.Tenant;
import city.auriga.core.subscription.SubscriptionListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of subscriptions that other processes created, changed or deleted (LISTEN). After a lost
 * connection everything may have changed, so everything is read again.
 */
public final class SubscriptionNews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionNews.class);
    private static final int WAIT_MILLIS = 1000;
    private static final int LOOKS = 5;
    private static final int VALID_SECONDS = 2;
    private static final long RECONNECT_NANOS = 500_000_000;

    private final DataSource connections;
    private final SubscriptionListener listener;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param connections a source of connections that no pool shares
     */
    public SubscriptionNews(DataSource connections, SubscriptionListener listener) {
        this.connections = connections;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("subscription-news").daemon().start(this::run);
    }

    private void run() {
        while (!closed) {
            try (var connection = connections.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.warn("news of subscriptions are cut off, trying again: {}", e.getMessage());
                    LockSupport.parkNanos(RECONNECT_NANOS);
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LISTEN " + JdbcSubscriptionStore.CHANNEL);
        }
        listener.reload();
        var postgres = connection.unwrap(PGConnection.class);
        for (int looks = 1; !closed; looks++) {
            // A server that vanished without a word says nothing, as one without news does.
            if (looks % LOOKS == 0 && !connection.isValid(VALID_SECONDS)) {
                throw new SQLException("the server does not answer");
            }
            for (var news : postgres.getNotifications(WAIT_MILLIS)) {
                var parts = news.getParameter().split(" ", 2);
                listener.changed(new Tenant(parts[0]), parts[1]);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
