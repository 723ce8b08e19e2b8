package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.api.config.HttpSettings;
import city.auriga.core.subscription.Endpoint;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** What goes over the wire, and what answers mean. */
class HttpNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String LONG = "{\"a\":\"" + "x".repeat(2000) + "\"}";

    private final HttpNotifier notifier = notifier(Map.of());
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> encodings = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private volatile int status = 204;
    private volatile boolean takesGzip;
    private volatile boolean endless;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        notifier.close();
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        encodings.add(String.valueOf(encoding));
        InputStream in = exchange.getRequestBody();
        if (encoding != null && !takesGzip) {
            exchange.sendResponseHeaders(415, -1);
        } else {
            if (encoding != null) {
                in = new GZIPInputStream(in);
            }
            bodies.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            if (takesGzip) {
                exchange.getResponseHeaders().add("Accept-Encoding", "gzip");
            }
            exchange.sendResponseHeaders(status, endless ? 0 : -1);
            if (endless) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                await();
            }
        }
        exchange.close();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpNotifier notifier(Map<String, String> properties) {
        var settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("auriga.notify", DeliverySettings.class);
        var http = new HttpSettings(1026, null, 4041, 7896, null);
        return new HttpNotifier(settings, new EndpointGuard(settings, http, new MockEnvironment()));
    }

    /** Whatever the name of a host meant when it was checked before. */
    @Test
    void connectsToNoAddressThatIsNotAllowed() {
        try (var guarded = notifier(Map.of("auriga.notify.addresses", "public"))) {
            assertThatThrownBy(() -> send(guarded, address(), "{}"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("AURIGA_NOTIFY_ADDRESSES");
        }
        assertThat(bodies).isEmpty();
    }

    /** By the certificate of a private CA; HTTP/2 where the receiver offers it. */
    @ParameterizedTest
    @CsvSource({"true, h2", "false, http/1.1"})
    void speaksTlsWithWhomItTrusts(boolean offered, String spoken, @TempDir Path folder)
            throws Exception {
        var authority = new HeldCertificate.Builder().certificateAuthority(0).build();
        var certificate =
                new HeldCertificate.Builder()
                        .addSubjectAlternativeName("localhost")
                        .signedBy(authority)
                        .build();
        var ca = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        var tls = new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        try (var receiver = new MockWebServer();
                var trusting = notifier(Map.of("auriga.notify.ca", ca.toString()))) {
            receiver.useHttps(tls.sslSocketFactory());
            receiver.setProtocolNegotiationEnabled(offered);
            receiver.enqueue(new MockResponse.Builder().code(204).build());
            receiver.start(InetAddress.getLoopbackAddress(), 0);
            var uri = URI.create("https://localhost:" + receiver.getPort() + "/x");
            assertThat(send(trusting, uri, "{}")).isInstanceOf(Outcome.Taken.class);
            assertThat(receiver.takeRequest().getVersion().toLowerCase(Locale.ROOT))
                    .contains(spoken.equals("h2") ? "http/2" : spoken);
            assertThatThrownBy(() -> send(notifier, uri, "{}")).isInstanceOf(IOException.class);
        }
    }

    /**
     * Names of hosts that one address and certificate serve are different receivers nevertheless.
     */
    @Test
    void asksEachHostOnAConnectionOfItsOwn(@TempDir Path folder) throws Exception {
        var authority = new HeldCertificate.Builder().certificateAuthority(0).build();
        var certificate =
                new HeldCertificate.Builder()
                        .addSubjectAlternativeName("localhost")
                        .addSubjectAlternativeName("127.0.0.1")
                        .signedBy(authority)
                        .build();
        var ca = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        var tls = new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        try (var receiver = new MockWebServer();
                var trusting = notifier(Map.of("auriga.notify.ca", ca.toString()))) {
            receiver.useHttps(tls.sslSocketFactory());
            receiver.start(InetAddress.getLoopbackAddress(), 0);
            for (var host : List.of("localhost", "127.0.0.1", "localhost")) {
                receiver.enqueue(new MockResponse.Builder().code(204).build());
                send(trusting, URI.create("https://" + host + ":" + receiver.getPort()), "{}");
            }
            assertThat(
                            List.of(
                                    receiver.takeRequest().getConnectionIndex(),
                                    receiver.takeRequest().getConnectionIndex(),
                                    receiver.takeRequest().getConnectionIndex()))
                    .isEqualTo(List.of(0, 1, 0));
        }
    }

    /** Who breaks off may have got it: whether to send it again is not the client's to decide. */
    @Test
    void sendsOnceToWhoBreaksOff() throws Exception {
        send("{}");
        endless = true;
        status = 200;
        int before = bodies.size();
        assertThatThrownBy(() -> send("{}")).isInstanceOf(IOException.class);
        assertThat(bodies).hasSize(before + 1);
    }

    @Test
    void sendsHeadersBeyondAscii() throws Exception {
        var endpoint = new Endpoint(address(), Endpoint.JSON, List.of(), null, null, null);
        var message = new Message(endpoint, List.of(Map.entry("X-City", "München")), "{}");
        assertThat(notifier.send(message, TIMEOUT)).isInstanceOf(Outcome.Taken.class);
    }

    @Test
    void compressesForWhoSaysThatHeTakesIt() throws Exception {
        takesGzip = true;
        send(LONG);
        send(LONG);
        send("{}");
        assertThat(encodings).containsExactly("null", "gzip", "null");
        assertThat(bodies).containsExactly(LONG, LONG, "{}");
    }

    @Test
    void sendsPlainAgainToWhoTakesItNoMore() throws Exception {
        takesGzip = true;
        send(LONG);
        takesGzip = false;
        assertThat(send(LONG)).isInstanceOf(Outcome.Taken.class);
        send(LONG);
        assertThat(encodings).containsExactly("null", "gzip", "null", "null");
    }

    @ParameterizedTest
    @CsvSource({
        "200,",
        "201,",
        "204,",
        "302, REFUSED",
        "400, NEVER",
        "401, REFUSED",
        "404, REFUSED",
        "408, REFUSED",
        "410, NEVER",
        "413, NEVER",
        "415, NEVER",
        "422, NEVER",
        "429, REFUSED",
        "500, REFUSED",
        "501, NEVER",
        "502, UNREACHABLE",
        "503, UNREACHABLE",
        "504, UNREACHABLE"
    })
    void knowsWhatAnAnswerMeans(int answer, Outcome.Kind kind) throws Exception {
        status = answer;
        var outcome = send("{}");
        if (kind == null) {
            assertThat(outcome).isInstanceOf(Outcome.Taken.class);
        } else {
            assertThat(((Outcome.Failed) outcome).kind()).isEqualTo(kind);
            assertThat(((Outcome.Failed) outcome).reason()).contains(String.valueOf(answer));
        }
    }

    @Test
    void waitsNoLongerForTheEndOfAnAnswer() {
        endless = true;
        status = 200;
        assertThatThrownBy(() -> send("{}")).isInstanceOf(IOException.class);
    }

    private Outcome send(String body) throws IOException, InterruptedException {
        return send(notifier, address(), body);
    }

    private URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    private static Outcome send(HttpNotifier notifier, URI uri, String body)
            throws IOException, InterruptedException {
        var endpoint = new Endpoint(uri, Endpoint.JSON, List.of(), null, null, null);
        return notifier.send(
                new Message(endpoint, List.of(Map.entry("Content-Type", "application/json")), body),
                TIMEOUT);
    }
}
