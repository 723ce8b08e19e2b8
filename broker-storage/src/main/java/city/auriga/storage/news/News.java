package city.auriga.storage.news;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what all processes are told, this one included. After a lost connection anything may have
 * been missed, and every channel is told so.
 */
public final class News implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(News.class);
    private static final int WAIT_MILLIS = 1000;
    private static final int LOOKS = 5;
    private static final int VALID_SECONDS = 2;
    private static final long RECONNECT_NANOS = 500_000_000;

    private final DataSource connections;
    private final Map<String, Channel> channels;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param connections a source of connections that no pool shares
     */
    public News(DataSource connections, List<Channel> channels) {
        this.connections = connections;
        this.channels =
                channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
        this.thread = Thread.ofPlatform().name("news").daemon().start(this::run);
    }

    private void run() {
        while (!closed) {
            try (var connection = connections.getConnection()) {
                listen(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.warn(
                            "news of other processes are cut off, trying again: {}",
                            e.getMessage());
                    LockSupport.parkNanos(RECONNECT_NANOS);
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var name : channels.keySet()) {
                statement.execute("LISTEN " + name);
            }
        }
        channels.values().forEach(channel -> channel.missed().run());
        var postgres = connection.unwrap(PGConnection.class);
        for (int looks = 1; !closed; looks++) {
            // A server that vanished without a word says nothing, as one without news does.
            if (looks % LOOKS == 0 && !connection.isValid(VALID_SECONDS)) {
                throw new SQLException("the server does not answer");
            }
            for (var news : postgres.getNotifications(WAIT_MILLIS)) {
                var channel = channels.get(news.getName());
                if (channel != null) {
                    channel.hear().accept(news.getParameter());
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
