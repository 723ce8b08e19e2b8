package city.auriga.api.delivery;

import city.auriga.api.egress.Trust;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.HostnameVerifier;
import okhttp3.ConnectionPool;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Notifications over HTTP (6.3.8); HTTP/2 where TLS negotiates it. */
@Component
class HttpNotifier implements Notifier, AutoCloseable {
    /** Headers that belong to the connection. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "date", "expect", "host", "upgrade");

    /** The request is wrong for this receiver, and stays so; what else 4xx means may change. */
    private static final Set<Integer> NEVER = Set.of(400, 405, 410, 413, 414, 415, 422, 431, 501);

    private static final Set<Integer> HOST_IS_AWAY = Set.of(502, 503, 504);
    private static final Pattern GZIP = Pattern.compile("gzip(?!\\s*;\\s*q=0(\\.0*)?(,|$))");
    private static final int COMPRESSED_FROM = 1024;
    private static final int REMEMBERED = 10_000;

    /** Idle connections that are kept, and how long. */
    private static final int IDLE_CONNECTIONS = 1_000;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration PING = Duration.ofSeconds(5);

    /** An answer that is one, though it is told that there is more. */
    private static final Pattern NO_CONTENT =
            Pattern.compile("HTTP (20[45]) had non-zero Content-Length.*");

    /** Of an answer; nothing in it is of interest. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private final OkHttpClient client;

    /** Receivers that said that they take gzip (RFC 7694). */
    private final Cache<URI, Boolean> compressed =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    HttpNotifier(DeliverySettings settings, EndpointGuard guard) {
        this.client = client(settings, guard);
    }

    /** A client that goes only where the guard lets it. */
    static OkHttpClient client(DeliverySettings settings, EndpointGuard guard) {
        var builder =
                new OkHttpClient.Builder()
                        .socketFactory(guard.sockets())
                        .proxy(Proxy.NO_PROXY)
                        .followRedirects(false)
                        // Else each connect would take threads of its own.
                        .fastFallback(false)
                        // A connection of HTTP/2 that is dead is noticed.
                        .pingInterval(PING)
                        .hostnameVerifier(ownConnections())
                        .connectTimeout(settings.timeout())
                        // The call has a time of its own.
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .connectionPool(
                                new ConnectionPool(
                                        IDLE_CONNECTIONS, IDLE.toMillis(), TimeUnit.MILLISECONDS));
        if (settings.ca() != null) {
            var trust = Trust.manager(settings.ca(), "AURIGA_NOTIFY_CA");
            builder.sslSocketFactory(Trust.context(trust).getSocketFactory(), trust);
        }
        return builder.build();
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
        int status = send(request(message, gzip), uri, timeout);
        if (gzip && status == 415) {
            compressed.invalidate(uri);
            status = send(request(message, false), uri, timeout);
        }
        return outcome(status);
    }

    /** The time is for the last byte of the answer, too: nobody may hold a connection open. */
    private int send(Request request, URI uri, Duration timeout)
            throws IOException, InterruptedException {
        var call = client.newCall(request);
        call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        try (var response = call.execute()) {
            var accepted = String.join(",", response.headers("Accept-Encoding"));
            if (GZIP.matcher(accepted).find()) {
                compressed.put(uri, true);
            }
            // Read to its end, so that the connection can be used again.
            response.body().byteStream().readNBytes(LONGEST_ANSWER);
            return response.code();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return status(e, timeout);
        }
    }

    /** What a failure says of the answer, if there was one. */
    private static int status(IOException failure, Duration timeout) throws IOException {
        var noContent = NO_CONTENT.matcher(String.valueOf(failure.getMessage()));
        if (failure instanceof ProtocolException && noContent.matches()) {
            return Integer.parseInt(noContent.group(1));
        }
        throw failure instanceof InterruptedIOException
                ? new IOException("no answer within " + timeout.toMillis() + " ms", failure)
                : failure;
    }

    /**
     * The usual one, but not the one that the client knows: it would use the connection to one host
     * for another with the same address and certificate, and that one may refuse.
     */
    private static HostnameVerifier ownConnections() {
        var usual = new OkHttpClient().hostnameVerifier();
        return (host, session) -> usual.verify(host, session);
    }

    private static Request request(Message message, boolean gzip) {
        var plain = message.body().getBytes(StandardCharsets.UTF_8);
        var headers =
                new Headers.Builder()
                        .add("User-Agent", "Auriga")
                        .add("Accept-Encoding", "identity");
        message.headers().stream()
                .filter(h -> !OWN_HEADERS.contains(h.getKey().toLowerCase(Locale.ROOT)))
                .forEach(h -> headers.addUnsafeNonAscii(h.getKey(), h.getValue()));
        if (gzip) {
            headers.set("Content-Encoding", "gzip");
        }
        return new Request.Builder()
                .url(message.endpoint().uri().toString())
                .headers(headers.build())
                .post(new OnceOnly(gzip ? gzipped(plain) : plain))
                .build();
    }

    /** What was perhaps sent already is not sent again without anybody knowing. */
    static final class OnceOnly extends RequestBody {
        private final byte[] bytes;

        OnceOnly(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null; // among the headers
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }

        @Override
        public boolean isOneShot() {
            return true;
        }
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
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
