package city.auriga.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows Server-Sent Events, as a page does. */
public final class Events implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Thread reader;

    /**
     * One event.
     *
     * @param name empty for one without a name
     */
    public record Event(String id, String name, String data) {
        public JsonNode json() {
            return new JsonMapper().readTree(data);
        }

        /** The first Entity that it tells of. */
        public JsonNode entity() {
            return json().get("data").get(0);
        }
    }

    private Events(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Returns when the answer has begun. */
    public static Events of(URI uri) {
        try {
            var request =
                    HttpRequest.newBuilder(uri)
                            .header("Accept", "text/event-stream")
                            .timeout(PATIENCE)
                            .build();
            return new Events(CLIENT.send(request, BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public List<Event> all() {
        return List.copyOf(events);
    }

    public List<Event> await(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.size() >= count);
        return all();
    }

    /** Waits for the end of the answer. */
    public void awaitEnd() {
        Awaitility.await().atMost(PATIENCE).until(() -> !reader.isAlive());
    }

    private void read() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var fields = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    fields.add(line);
                    continue;
                }
                if (fields.stream().anyMatch(field -> field.startsWith("data: "))) {
                    events.add(
                            new Event(
                                    value(fields, "id"),
                                    value(fields, "event"),
                                    value(fields, "data")));
                }
                fields.clear();
            }
        } catch (IOException closed) {
            // By the test.
        }
    }

    private static String value(List<String> fields, String name) {
        return fields.stream()
                .filter(field -> field.startsWith(name + ": "))
                .map(field -> field.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
