package city.auriga.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client of the NGSI-LD API, or of the operators', with some headers that it always sends.
 *
 * @param base of all its paths
 */
public record Api(String base, List<Map.Entry<String, String>> headers) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public Api {
        headers = List.copyOf(headers);
    }

    /** A client without any header. */
    public static Api ofDefaultTenant() {
        return new Api("/ngsi-ld/v1", List.of());
    }

    /** The same client, of what operators may do. */
    public Api ofOperators() {
        return new Api("/admin", headers);
    }

    /** Sends a header with every request, besides those that it sends already. */
    public Api with(String name, String value) {
        var all = new ArrayList<>(headers);
        all.add(Map.entry(name, value));
        return new Api(base, all);
    }

    /** Names an @context in a {@code Link} header. */
    public Api withContext(String url) {
        return with(
                "Link",
                "<"
                        + url
                        + ">; rel=\"http://www.w3.org/ns/json-ld#context\";"
                        + " type=\"application/ld+json\"");
    }

    /** Asks for a media type. */
    public Api accepting(String mediaType) {
        return with("Accept", mediaType);
    }

    /** Sends bodies as JSON-LD. */
    public Api sendingLinkedData() {
        return with("Content-Type", "application/ld+json");
    }

    /**
     * @param parameters names and values in turn, not encoded
     */
    public Answer get(String path, String... parameters) {
        return exchange("GET", path, null, parameters);
    }

    public Answer delete(String path, String... parameters) {
        return exchange("DELETE", path, null, parameters);
    }

    /**
     * @param json may be lenient
     */
    public Answer post(String path, String json, String... parameters) {
        return exchange("POST", path, json, parameters);
    }

    public Answer put(String path, String json, String... parameters) {
        return exchange("PUT", path, json, parameters);
    }

    public Answer patch(String path, String json, String... parameters) {
        return exchange("PATCH", path, json, parameters);
    }

    /** Sends any method with a lenient body, or none. */
    public Answer exchange(String method, String path, String json, String... parameters) {
        if (json == null) {
            return send(method, path, BodyPublishers.noBody(), parameters).to(method, path, "");
        }
        var strict = Json.of(json).toString();
        return send(method, path, BodyPublishers.ofString(strict), parameters)
                .to(method, path, strict);
    }

    /**
     * Sends bytes as they are.
     *
     * @param path behind the base, encoded
     */
    public Answer send(String method, String path, BodyPublisher body, String... parameters) {
        var uri = URI.create(RunningAuriga.uri() + base + path + query(parameters));
        var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, body);
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        boolean typed = headers.stream().anyMatch(h -> h.getKey().equals("Content-Type"));
        if (!typed && body.contentLength() != 0) {
            request.header("Content-Type", "application/json");
        }
        try {
            return Answer.of(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One segment of a path, encoded. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(String... parameters) {
        var query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(segment(parameters[i + 1]));
        }
        return query.toString();
    }
}
