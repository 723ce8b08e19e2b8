package city.auriga.api.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A device that takes commands over HTTP. */
final class DeviceEndpoint implements AutoCloseable {
    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile boolean away;

    record Request(String body, String tenant, String path, String contentType, String extra) {}

    DeviceEndpoint() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/commands";
    }

    void answer(int with, String text) {
        status = with;
        body = text;
    }

    void away(boolean value) {
        away = value;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (away) {
                return;
            }
            var headers = exchange.getRequestHeaders();
            requests.add(
                    new Request(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8),
                            headers.getFirst("fiware-service"),
                            headers.getFirst("fiware-servicepath"),
                            headers.getFirst("Content-Type"),
                            headers.getFirst("X-Extra")));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
