package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.subscription.Endpoint;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What goes over the wire, and what answers mean. */
class HttpNotifierTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String LONG = "{\"a\":\"" + "x".repeat(2000) + "\"}";

    private final HttpNotifier notifier =
            new HttpNotifier(
                    new Binder(new MapConfigurationPropertySource(Map.of()))
                            .bindOrCreate("auriga.notify", DeliverySettings.class));
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
        var uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
        var endpoint = new Endpoint(uri, Endpoint.JSON, List.of(), null, null, null);
        return notifier.send(
                new Message(endpoint, List.of(Map.entry("Content-Type", "application/json")), body),
                TIMEOUT);
    }
}
