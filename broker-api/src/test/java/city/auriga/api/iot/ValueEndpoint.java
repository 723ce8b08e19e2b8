package city.auriga.api.iot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Devices that are asked for values over HTTP. */
final class ValueEndpoint implements AutoCloseable {
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** By device and name; who has none says nothing. */
    final Map<String, String> values = new ConcurrentHashMap<>();

    private final HttpServer server;

    ValueEndpoint() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** For a group: it names the device. */
    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/${id}";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            var value = values.get(exchange.getRequestURI().getPath());
            if (value == null) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var bytes = value.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
