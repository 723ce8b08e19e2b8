package city.auriga.endtoend;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Devices with endpoints: each path is one, and answers as it was told. */
final class HttpDevices implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, BlockingQueue<Told>> told = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    /** A request to a device. */
    record Told(Headers headers, String body) {}

    HttpDevices() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    /** What FIWARE's documentation calls its devices' hosts is this one. */
    String here(String documented) {
        return documented.replaceAll(
                "http://iot-sensors:3001|http://\\[DEVICE_IP\\]:\\[PORT\\]|https://myendpoint",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }

    void answer(String path, String body) {
        answers.put(path, body);
    }

    /** The next request to a path. */
    Told next(String path, Duration patience) {
        try {
            var next = queue(path).poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("no request to " + path + ", but to " + told.keySet());
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private BlockingQueue<Told> queue(String path) {
        return told.computeIfAbsent(path, _ -> new LinkedBlockingQueue<>());
    }

    private void take(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        queue(path).add(new Told(exchange.getRequestHeaders(), body));
        var answer = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
