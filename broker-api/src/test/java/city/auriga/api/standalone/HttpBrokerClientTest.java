package city.auriga.api.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.auriga.core.model.Tenant;
import city.auriga.iot.config.BrokerProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBrokerClientTest {
    private static final byte[] BODY = "[{}]".getBytes(StandardCharsets.UTF_8);

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static BrokerProperties properties(String url, String token) {
        return properties(url, token, Duration.ofSeconds(20));
    }

    private static BrokerProperties properties(String url, String token, Duration timeout) {
        return new BrokerProperties(
                URI.create(url),
                null,
                token,
                500,
                false,
                timeout,
                Duration.ofHours(24),
                Duration.ofDays(90),
                null,
                1_024,
                10);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'',                 '',   -, -,    -",
                "/,                  city, t, city, Bearer t",
                "/ngsi-ld/v1,        city, -, city, -",
                "/a/b/ngsi-ld/v1/,   '',   t, -,    Bearer t",
            })
    void asksForAnUpdate(
            String path, String tenant, String token, String tenantHeader, String authorization)
            throws Exception {
        server.enqueue(
                new MockResponse.Builder()
                        .code(503)
                        .addHeader("Retry-After", "7")
                        .body("no")
                        .build());
        var url = server.url("/").toString().replaceAll("/$", "") + path;
        try (var client = new HttpBrokerClient(properties(url, token))) {
            var answer = client.upsert(new Tenant(tenant), BODY);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.retryAfter()).isEqualTo("7");
        }
        var request = Objects.requireNonNull(server.takeRequest(20, TimeUnit.SECONDS));
        assertThat(request.getTarget())
                .isEqualTo(
                        (path.startsWith("/a") ? "/a/b" : "")
                                + "/ngsi-ld/v1/entityOperations/upsert?options=update");
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(Objects.requireNonNull(request.getBody()).utf8()).isEqualTo("[{}]");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Content-Length")).isEqualTo("4");
        assertThat(request.getHeaders().get("NGSILD-Tenant")).isEqualTo(tenantHeader);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo(authorization);
    }

    @Test
    void saysThatThereIsNoAnswer() {
        server.enqueue(new MockResponse.Builder().headersDelay(5, TimeUnit.SECONDS).build());
        try (var client =
                new HttpBrokerClient(
                        properties(server.url("/").toString(), null, Duration.ofMillis(300)))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.upsert(Tenant.DEFAULT, BODY))
                    .withMessage("the broker gave no answer within 300 ms");
            server.close();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> client.upsert(Tenant.DEFAULT, BODY))
                    .withMessageStartingWith("the broker cannot be reached: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker:1026", "ftp://broker", "http://user:secret@broker"})
    void refusesWhatIsNoAddress(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties(url, null))
                .withMessageStartingWith("auriga.iot.broker.url: ");
    }

    @ParameterizedTest
    @CsvSource({
        "99,  1000, 3600, timeout",
        "100, 999,  3600, give-up",
        "100, 1000, 3599, remember"
    })
    void refusesTimesThatAreTooShort(long timeout, long giveUp, long remember, String member) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new BrokerProperties(
                                null,
                                null,
                                null,
                                500,
                                false,
                                Duration.ofMillis(timeout),
                                Duration.ofMillis(giveUp),
                                Duration.ofSeconds(remember),
                                null,
                                1_024,
                                10))
                .withMessageStartingWith("auriga.iot.broker." + member + ": at least");
    }
}
