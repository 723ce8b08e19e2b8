package city.auriga.demo.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Receives notifications, and notes how old the readings in them are. */
final class Receiver implements AutoCloseable {
    private static final Pattern OBSERVED = Pattern.compile("\"observedAt\":\"([^\"]+)\"");
    private static final int MOST = 1_000_000;
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Plan plan;
    private final HttpServer server;
    private final long[] micros = new long[MOST];
    private int count;
    private volatile long last = System.nanoTime();

    private Receiver(Plan plan, HttpServer server) {
        this.plan = plan;
        this.server = server;
    }

    static Receiver start(Plan plan) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.receiver());
        var receiver = new Receiver(plan, HttpServer.create(address, 0));
        receiver.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.server.createContext("/", receiver::receive);
        receiver.server.start();
        return receiver;
    }

    private void receive(HttpExchange exchange) throws IOException {
        var now = Instant.now();
        last = System.nanoTime();
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            exchange.sendResponseHeaders(204, -1);
            if (plan.isWarm(last)) {
                OBSERVED.matcher(body)
                        .results()
                        .forEach(found ->
                                note(Duration.between(Instant.parse(found.group(1)), now)));
            }
        }
    }

    private synchronized void note(Duration age) {
        if (count < MOST) {
            micros[count++] = age.toNanos() / 1_000;
        }
    }

    /** Returns when nothing has come for a while. */
    void awaitQuiet() throws InterruptedException {
        long quiet = QUIET.toNanos();
        while (System.nanoTime() - last < quiet) {
            Thread.sleep(100);
        }
    }

    synchronized int count() {
        return count;
    }

    /** Age in microseconds that all but one in a hundred stay below. */
    synchronized long p99() {
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) (count * 0.99)];
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
