package city.auriga.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves @context documents over HTTP, and misbehaves on demand. */
public final class ContextServer implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private final Map<String, Headers> asked = new ConcurrentHashMap<>();

    /** The body holds a byte per character. */
    private record Document(int status, Map<String, String> headers, String body) {
        static Document of(int status, Map<String, String> headers, byte[] body) {
            return new Document(status, headers, new String(body, StandardCharsets.ISO_8859_1));
        }

        static Document of(int status, String text) {
            return of(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public ContextServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Serves a document of lenient JSON.
     *
     * @return its URL, which no other document has
     */
    public String serve(String json) {
        return serve(200, Json.of(json).toString());
    }

    /** Serves anything, with any status. */
    public String serve(int status, String body) {
        var url = reserve();
        documents.put(path(url), Document.of(status, body));
        return url;
    }

    /** Serves bytes with headers of the test's choice. */
    public String serve(int status, Map<String, String> headers, byte[] body) {
        var url = reserve();
        serveAt(url, status, headers, body);
        return url;
    }

    /** A URL for a document that comes later. */
    public String reserve() {
        return url("/" + NAMES.incrementAndGet() + ".jsonld");
    }

    public void serveAt(String url, String json) {
        documents.put(path(url), Document.of(200, Json.of(json).toString()));
    }

    /** Serves bytes at a URL, with headers of the test's choice. */
    public void serveAt(String url, int status, Map<String, String> headers, byte[] body) {
        documents.put(path(url), Document.of(status, headers, body));
    }

    /** A header of the last request for a document; empty if there was none. */
    public String askedWith(String url, String header) {
        var value = asked.get(path(url)).getFirst(header);
        return value == null ? "" : value;
    }

    /** The URL of a document that never comes. */
    public String silent() {
        return url("/silent" + NAMES.incrementAndGet());
    }

    /** How often a document was fetched. */
    public int requests(String url) {
        var count = requests.get(path(url));
        return count == null ? 0 : count.get();
    }

    private String path(String url) {
        return url.substring(url("").length());
    }

    private String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        requests.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        asked.put(path, exchange.getRequestHeaders());
        try (exchange) {
            if (path.startsWith("/silent")) {
                closed.await();
                return;
            }
            var document = documents.getOrDefault(path, Document.of(404, ""));
            var body = document.body.getBytes(StandardCharsets.ISO_8859_1);
            exchange.getResponseHeaders().set("Content-Type", "application/ld+json");
            document.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(document.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
