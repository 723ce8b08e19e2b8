package city.auriga.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** An HTTP server that takes notifications, and keeps every request that it got. */
public final class Receiver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean silent;

    /**
     * One request.
     *
     * @param headers as {@code Name: value}
     * @param status that it was answered with
     */
    public record Delivery(
            String method, String path, List<String> headers, JsonNode body, int status) {
        /** The first Entity that it tells of. */
        public JsonNode entity() {
            return body.get("data").get(0);
        }

        /** A header, empty if there is none. */
        public String header(String name) {
            return headers.stream()
                    .filter(h -> h.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .findFirst()
                    .map(h -> h.substring(name.length() + 2))
                    .orElse("");
        }

        public String notificationId() {
            return body.get("id").asString();
        }
    }

    public Receiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/notify";
    }

    /** Answers the next requests with these, then with 200 again. */
    public synchronized void answerWith(int... next) {
        for (int status : next) {
            statuses.add(status);
        }
    }

    /** Takes requests, and never answers. */
    public void beSilent() {
        silent = true;
    }

    /** What came so far. */
    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** Waits until so many requests came, and asserts that they are no more. */
    public List<Delivery> await(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> deliveries.size() >= count);
        assertThat(deliveries).hasSize(count);
        return deliveries;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = nextStatus();
            deliveries.add(
                    new Delivery(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders().entrySet().stream()
                                    .flatMap(h ->
                                            h.getValue().stream().map(v -> h.getKey() + ": " + v))
                                    .toList(),
                            Json.of(body),
                            status));
            if (silent) {
                closed.await();
                return;
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int nextStatus() {
        var status = statuses.poll();
        return status == null ? 200 : status;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
