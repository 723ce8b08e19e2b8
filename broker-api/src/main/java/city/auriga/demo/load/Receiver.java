package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Receives notifications, answers each with 204 at once, and hands it on. */
final class Receiver implements AutoCloseable {
    private static final byte[] NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII);
    private static final int WAITING_TO_CONNECT = 1000;
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final ServerSocket server;
    private final Sink sink;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile long last = System.nanoTime();

    /** Takes notifications; many threads call it. */
    @FunctionalInterface
    interface Sink {
        /**
         * A notification has come.
         *
         * @param nanos when, of {@link System#nanoTime}
         */
        void take(String path, String body, long nanos);
    }

    private Receiver(ServerSocket server, Sink sink) {
        this.server = server;
        this.sink = sink;
    }

    static Receiver start(int port, Sink sink) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAITING_TO_CONNECT);
        var receiver = new Receiver(server, sink);
        receiver.threads.execute(receiver::accept);
        return receiver;
    }

    private void accept() {
        try {
            while (true) {
                var connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            var out = connection.getOutputStream();
            for (var request = HttpMessage.read(in);
                    request != null;
                    request = HttpMessage.read(in)) {
                long now = System.nanoTime();
                last = now;
                out.write(NO_CONTENT);
                sink.take(request.second(), request.body(), now);
            }
        } catch (IOException _) {
            // the broker sees it, too, and sends what had no answer once more
        } finally {
            connections.remove(connection);
        }
    }

    /** Returns when nothing has come for a while. */
    void awaitQuiet() throws InterruptedException {
        long quiet = QUIET.toNanos();
        while (System.nanoTime() - last < quiet) {
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var connection : connections) {
            connection.close();
        }
        threads.close();
    }
}
