package city.auriga.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A running Auriga, over HTTP. Everything of the demo is in a tenant of its own. */
final class Broker implements AutoCloseable {
    static final String TENANT = "santander";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    Broker(String url) {
        this.url = url;
    }

    HttpResponse<String> post(String path, String json) {
        var request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new DemoException(
                    "no Auriga answers at " + url + "; start it with ./auriga run, or see --url");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DemoException("stopped");
        }
    }

    /** Empty if there is no answer: the demo goes on without them. */
    Optional<ReadingCounts> counts() {
        try {
            var request = request("/metrics").timeout(Duration.ofSeconds(2)).build();
            var reply = client.send(request, BodyHandlers.ofString());
            return reply.statusCode() == OK
                    ? Optional.of(ReadingCounts.parse(reply.body()))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    DemoException unexpected(String path, HttpResponse<String> reply) {
        return new DemoException(
                "%s%s answers %d: %s"
                        .formatted(url, path, reply.statusCode(), reply.body().strip()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("NGSILD-Tenant", TENANT);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
