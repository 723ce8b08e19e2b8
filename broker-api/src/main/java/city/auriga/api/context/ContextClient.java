package city.auriga.api.context;

import city.auriga.api.config.HttpSettings;
import city.auriga.api.context.Fetched.Validators;
import city.auriga.api.egress.AddressGuard;
import city.auriga.api.egress.ProxyRules;
import city.auriga.api.egress.Trust;
import city.auriga.core.problem.NgsiLdException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.springframework.stereotype.Component;

/**
 * Fetches one document over HTTP, within limits of scheme, address, redirects, size and time. The
 * content type counts for nothing: hosts of raw files say what they like.
 */
@Component
class ContextClient implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Pattern ALTERNATE =
            Pattern.compile(
                    "<([^>]*)>(?=[^,<]*rel=\"?alternate)(?=[^,<]*type=\"?application/ld\\+json)",
                    Pattern.CASE_INSENSITIVE);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ContextSettings settings;
    private final AddressGuard guard;
    private final InstantSource clock;
    private final ProxySelector proxies;
    private final HttpClient client;

    ContextClient(ContextSettings settings, HttpSettings http, InstantSource clock) {
        this.settings = settings;
        this.guard =
                new AddressGuard(settings.allowed(http.isLocalOnly()), "AURIGA_CONTEXT_ADDRESSES");
        this.clock = clock;
        var usual =
                Objects.requireNonNullElse(ProxySelector.getDefault(), HttpClient.Builder.NO_PROXY);
        this.proxies =
                settings.proxy() == null
                        ? usual
                        : new ProxyRules(settings.proxy(), settings.noProxy());
        var builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.timeout())
                        .proxy(proxies);
        if (settings.ca() != null) {
            builder.sslContext(Trust.with(settings.ca(), "AURIGA_CONTEXT_CA"));
        }
        this.client = builder.build();
    }

    /**
     * @param validators of the copy at hand
     * @param deadline when an answer is of no use any more
     * @throws NgsiLdException LdContextNotAvailable if the document cannot be had in time;
     *     BadRequestData if it is no @context
     */
    Fetched fetch(String url, Validators validators, Instant deadline) {
        var place = uri(url);
        for (int hop = 0; hop <= settings.redirects(); hop++) {
            var response = ask(url, place, validators, deadline);
            try (var body = response.body()) {
                var next = next(response);
                if (next.isEmpty()) {
                    return read(url, response, body, deadline);
                }
                place = redirected(url, place, next.get());
            } catch (IOException e) {
                throw Unavailable.of(url, "the answer broke off");
            }
        }
        throw Unavailable.of(url, "it is redirected more than " + settings.redirects() + " times");
    }

    private HttpResponse<InputStream> ask(
            String url, URI place, Validators validators, Instant deadline) {
        var request =
                HttpRequest.newBuilder(place)
                        .header("Accept", "application/ld+json, application/json;q=0.9, */*;q=0.1")
                        .header("Accept-Encoding", "gzip");
        validators.entityTag().ifPresent(tag -> request.header("If-None-Match", tag));
        validators.lastModified().ifPresent(time -> request.header("If-Modified-Since", time));
        return within(
                url,
                deadline,
                () -> {
                    if (ProxyRules.isDirect(proxies, place)) {
                        guard.check(place.getHost());
                    }
                    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                });
    }

    /**
     * Where the document is instead: redirected, or named by a page for people (JSON-LD 1.1, 6.1).
     */
    private static Optional<String> next(HttpResponse<?> response) {
        if (REDIRECTS.contains(response.statusCode())) {
            return response.headers().firstValue("Location");
        }
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() != 200 || type.toLowerCase(Locale.ROOT).contains("json")) {
            return Optional.empty();
        }
        var links = ALTERNATE.matcher(String.join(",", response.headers().allValues("Link")));
        return links.find() ? Optional.of(links.group(1)) : Optional.empty();
    }

    private static URI redirected(String url, URI from, String location) {
        try {
            var to = from.resolve(location);
            boolean downgraded =
                    "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
            if (isWeb(to) && !downgraded) {
                return to;
            }
        } catch (IllegalArgumentException noUrl) {
            // refused below
        }
        throw Unavailable.of(url, "it is redirected to " + location);
    }

    private Fetched read(
            String url, HttpResponse<InputStream> response, InputStream body, Instant deadline) {
        var headers = response.headers();
        var freshFor = Freshness.of(headers, clock.instant());
        var validators =
                new Validators(headers.firstValue("ETag"), headers.firstValue("Last-Modified"));
        if (response.statusCode() == 304) {
            return new Fetched(null, freshFor, validators);
        }
        if (response.statusCode() / 100 != 2) {
            throw Unavailable.of(url, "the server answers " + response.statusCode());
        }
        var encoding = headers.firstValue("Content-Encoding").orElse("identity");
        int limit = (int) settings.size().toBytes();
        var bytes =
                within(
                        url,
                        deadline,
                        () -> ContextContent.decoded(url, body, encoding).readNBytes(limit + 1));
        return new Fetched(ContextContent.value(url, bytes, limit), freshFor, validators);
    }

    /** Waits no longer than there is time; who closes what the work reads from ends it. */
    private <T> T within(String url, Instant deadline, Callable<T> work) {
        Future<T> running = threads.submit(work);
        try {
            long left = Duration.between(clock.instant(), deadline).toMillis();
            return running.get(Math.max(left, 0), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NgsiLdException known
                    ? known
                    : Unavailable.of(url, reason(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (TimeoutException e) {
            running.cancel(true);
            throw Unavailable.of(url, "no answer within " + settings.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw Unavailable.of(url, "the broker is stopping");
        }
    }

    private static String reason(Throwable failure) {
        var message = failure.getMessage() == null ? "" : ": " + failure.getMessage();
        return failure instanceof SSLException
                ? "its server is not trusted (AURIGA_CONTEXT_CA adds authorities)" + message
                : "it cannot be reached" + message;
    }

    private static URI uri(String url) {
        try {
            var uri = URI.create(url);
            if (isWeb(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException notAUrl) {
            // answered below
        }
        throw NgsiLdException.badData(
                "@context", "expected an http or https URL, found '" + url + "'");
    }

    private static boolean isWeb(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }
}
