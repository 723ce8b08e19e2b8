package city.auriga.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A subscriber: remembers each value of attribute {@code n} of each Entity, and the ids of the
 * notifications that told it.
 */
final class Receiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<String, Set<String>> idsByChange = new ConcurrentHashMap<>();

    Receiver() {
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

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/notify");
    }

    /** Ids of the notifications that told of a value. */
    Set<String> idsOf(String entity, int value) {
        return idsByChange.getOrDefault(key(entity, value), Set.of());
    }

    private void take(HttpExchange exchange) throws IOException {
        var notification = JSON.readTree(exchange.getRequestBody().readAllBytes());
        for (var entity : notification.path("data")) {
            var key = key(entity.path("id").asString(), entity.path("n").path("value").asInt(-1));
            idsByChange
                    .computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet())
                    .add(notification.path("id").asString());
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static String key(String entity, int value) {
        return entity + "=" + value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
