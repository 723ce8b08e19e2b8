package city.auriga.api.delivery;

import city.auriga.api.egress.Trust;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Component;

/** Notifications over HTTP (6.3.8); HTTP/2 where TLS negotiates it. */
@Component
class HttpNotifier implements Notifier, AutoCloseable {
    /** Headers that the HTTP client sets itself and refuses from others. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "date", "expect", "host", "upgrade");

    /** The request is wrong for this receiver, and stays so; what else 4xx means may change. */
    private static final Set<Integer> NEVER = Set.of(400, 405, 410, 413, 414, 415, 422, 431, 501);

    private static final Set<Integer> HOST_IS_AWAY = Set.of(502, 503, 504);
    private static final Pattern GZIP = Pattern.compile("gzip(?!\\s*;\\s*q=0(\\.0*)?(,|$))");
    private static final int COMPRESSED_FROM = 1024;
    private static final int REMEMBERED = 10_000;

    private final HttpClient client;

    /** Receivers that said that they take gzip (RFC 7694). */
    private final Cache<URI, Boolean> compressed =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    HttpNotifier(DeliverySettings settings) {
        var builder =
                HttpClient.newBuilder()
                        .connectTimeout(settings.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (settings.ca() != null) {
            builder.sslContext(Trust.with(settings.ca(), "AURIGA_NOTIFY_CA"));
        }
        this.client = builder.build();
    }

    @Override
    public boolean serves(String scheme) {
        return scheme.equals("http") || scheme.equals("https");
    }

    @Override
    public Outcome send(Message message, Duration timeout)
            throws IOException, InterruptedException {
        var uri = message.endpoint().uri();
        boolean gzip =
                message.body().length() >= COMPRESSED_FROM && compressed.getIfPresent(uri) != null;
        var response = send(request(message, gzip, timeout), timeout);
        note(uri, response);
        if (gzip && response.statusCode() == 415) {
            compressed.invalidate(uri);
            response = send(request(message, false, timeout), timeout);
        }
        return outcome(response.statusCode());
    }

    private void note(URI uri, HttpResponse<?> response) {
        var accepted = String.join(",", response.headers().allValues("Accept-Encoding"));
        if (GZIP.matcher(accepted).find()) {
            compressed.put(uri, true);
        }
    }

    /** The time is for the last byte of the answer, too: nobody may hold a connection open. */
    private HttpResponse<Void> send(HttpRequest request, Duration timeout)
            throws IOException, InterruptedException {
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms");
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(Message message, boolean gzip, Duration timeout) {
        var uri = message.endpoint().uri();
        var plain = message.body().getBytes(StandardCharsets.UTF_8);
        var body = gzip ? gzipped(plain) : plain;
        var request =
                HttpRequest.newBuilder(uri)
                        // h2c would begin with an upgrade, which confuses some servers
                        .version(
                                "https".equals(uri.getScheme())
                                        ? HttpClient.Version.HTTP_2
                                        : HttpClient.Version.HTTP_1_1)
                        .timeout(timeout)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        message.headers().stream()
                .filter(h -> !OWN_HEADERS.contains(h.getKey().toLowerCase(Locale.ROOT)))
                .forEach(h -> request.header(h.getKey(), h.getValue()));
        if (gzip) {
            request.setHeader("Content-Encoding", "gzip");
        }
        return request.build();
    }

    private static byte[] gzipped(byte[] body) {
        var out = new ByteArrayOutputStream(body.length / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    private static Outcome outcome(int status) {
        if (status / 100 == 2) {
            return new Outcome.Taken();
        }
        var kind =
                NEVER.contains(status)
                        ? Outcome.Kind.NEVER
                        : HOST_IS_AWAY.contains(status)
                                ? Outcome.Kind.UNREACHABLE
                                : Outcome.Kind.REFUSED;
        return Outcome.failed(kind, "the receiver answered " + status);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
