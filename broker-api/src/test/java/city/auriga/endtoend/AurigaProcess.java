package city.auriga.endtoend;

import static org.awaitility.Awaitility.await;

import city.auriga.storage.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The packaged application as a process of its own, on free ports. */
final class AurigaProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment = new HashMap<>();
    private final Path log;
    private final int httpPort = freePort();
    private final int mqttPort = freePort();
    private Process process;

    private AurigaProcess(Path folder, Map<String, String> settings) {
        this.log = folder.resolve("auriga.log");
        environment.put("AURIGA_HTTP_PORT", Integer.toString(httpPort));
        environment.put("AURIGA_HTTP_NORTH_PORT", "0");
        environment.put("AURIGA_HTTP_SOUTH_PORT", "0");
        environment.put("AURIGA_MQTT_PORT", Integer.toString(mqttPort));
        environment.put("AURIGA_DATA_FOLDER", folder.resolve("data").toString());
        environment.putAll(settings);
        start();
    }

    /** Starts it and waits until it is ready. */
    static AurigaProcess start(Path folder, Map<String, String> settings) {
        return new AurigaProcess(folder, settings);
    }

    void start() {
        try {
            var builder =
                    new ProcessBuilder(FastStart.command())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("AURIGA_"));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(START)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "Auriga ended at its start:\n" + Files.readString(log));
                    }
                    return isReady();
                });
    }

    /** SIGKILL: no chance to say good-bye. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    URI mqtt() {
        return URI.create("tcp://127.0.0.1:" + mqttPort);
    }

    /**
     * @return the status, or 0 if there was no answer
     */
    int send(String method, String path, String body) {
        try {
            return client.send(request(method, path, body), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Sends a request that must be answered. */
    HttpResponse<String> exchange(String method, String path, String body) {
        try {
            return client.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String get(String path) {
        return exchange("GET", path, "").body();
    }

    private HttpRequest request(String method, String path, String body) {
        var type = body.contains("\"@context\"") ? "application/ld+json" : "application/json";
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private boolean isReady() {
        return send("GET", "/health/ready", "") == 200;
    }

    static File folder(String name) {
        var folder =
                Path.of("target", "endtoend", name + "-" + ProcessHandle.current().pid())
                        .toAbsolutePath();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.toFile();
    }

    /** The settings for a database. */
    static Map<String, String> database(TestDatabase database) {
        return Map.of(
                "AURIGA_DATABASE_URL", database.url(),
                "AURIGA_DATABASE_USER", database.user(),
                "AURIGA_DATABASE_PASSWORD", database.password());
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
