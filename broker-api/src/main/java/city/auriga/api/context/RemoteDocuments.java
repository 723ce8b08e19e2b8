package city.auriga.api.context;

import city.auriga.core.jsonld.ContextDocuments;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Fetches @context documents over HTTP, within limits of time and size. What was fetched is kept; a
 * failure never is.
 */
@Component
class RemoteDocuments implements ContextDocuments {
    private final HttpClient client;
    private final ContextSettings settings;
    private final JsonMapper json = new JsonMapper();
    private final Cache<String, JsonNode> documents;

    RemoteDocuments(ContextSettings settings) {
        this.settings = settings;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(settings.timeout())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        this.documents =
                Caffeine.newBuilder()
                        .maximumSize(settings.cache())
                        .expireAfterWrite(settings.cacheTime())
                        .build();
    }

    @Override
    public JsonNode load(String url) {
        // The loading function runs once for all who ask at the same time; what it throws is not
        // kept.
        return documents.get(url, this::fetch);
    }

    private JsonNode fetch(String url) {
        var request =
                HttpRequest.newBuilder(uri(url))
                        .header("Accept", "application/ld+json, application/json;q=0.9, */*;q=0.1")
                        .timeout(settings.timeout())
                        .build();
        var exchange =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                        .thenApplyAsync(response -> read(url, response));
        try {
            return exchange.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NgsiLdException known
                    ? known
                    : unavailable(url, "it cannot be reached");
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw unavailable(url, "no answer within " + settings.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(url, "the broker is stopping");
        }
    }

    private JsonNode read(String url, HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw unavailable(url, "the server answers " + response.statusCode());
            }
            int limit = (int) settings.size().toBytes();
            var bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw NgsiLdException.badData(
                        "@context",
                        "the document at " + url + " is larger than " + limit + " bytes");
            }
            return json.readTree(bytes);
        } catch (IOException e) {
            throw unavailable(url, "the answer broke off");
        } catch (JacksonException e) {
            throw NgsiLdException.badData("@context", "the document at " + url + " is not JSON");
        }
    }

    private static URI uri(String url) {
        try {
            var uri = URI.create(url);
            if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException notAUrl) {
            // answered below
        }
        throw NgsiLdException.badData(
                "@context", "expected an http or https URL, found '" + url + "'");
    }

    private static NgsiLdException unavailable(String url, String reason) {
        return new NgsiLdException(
                Problem.LD_CONTEXT_NOT_AVAILABLE,
                "the @context at " + url + " is not available: " + reason,
                "@context");
    }
}
