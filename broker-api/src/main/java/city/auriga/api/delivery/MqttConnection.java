package city.auriga.api.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an MQTT broker, made with the first message. Safe for all threads.
 *
 * @param <C> the client of a version of MQTT
 */
abstract class MqttConnection<C> {
    /** Seconds. */
    static final int KEEP_ALIVE = 30;

    final MqttAddress address;
    final SocketFactory sockets;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable C client;
    private boolean closed;

    MqttConnection(MqttAddress address, SocketFactory sockets) {
        this.address = address;
        this.sockets = sockets;
    }

    static MqttConnection<?> to(MqttAddress address, SocketFactory sockets) {
        return address.version5()
                ? new Mqtt5Connection(address, sockets)
                : new Mqtt3Connection(address, sockets);
    }

    /**
     * Publishes.
     *
     * @return why the broker refused it; empty if it took it
     * @throws IOException if the broker cannot be reached, or does not acknowledge in time what is
     *     to be acknowledged
     */
    abstract Optional<String> publish(String topic, byte[] payload, int qos, Duration timeout)
            throws IOException;

    abstract C connect(Duration timeout) throws IOException;

    abstract void disconnect(C connected);

    abstract boolean isConnected(C connected);

    /** Whether it is of no use any more. */
    final boolean isBroken() {
        var current = client;
        return current == null || !isConnected(current);
    }

    final C connected(Duration timeout) throws IOException {
        var current = client;
        if (current != null) {
            return current;
        }
        connecting.lock();
        try {
            current = client;
            if (closed) {
                throw new IOException(address + ": the connection is closed");
            }
            if (current == null) {
                current = connect(timeout);
                client = current;
            }
            return current;
        } finally {
            connecting.unlock();
        }
    }

    final void close() {
        connecting.lock();
        try {
            closed = true;
            var current = client;
            if (current != null) {
                disconnect(current);
            }
        } finally {
            connecting.unlock();
        }
    }

    final IOException failed(Exception e) {
        return new IOException(address + ": " + e.getMessage(), e);
    }
}
