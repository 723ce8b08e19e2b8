package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Mosquitto with TLS, which wants certificates of its clients. */
@ParameterizedClass
@ValueSource(strings = {"5", "3.1.1"})
class BrokerTlsTest {
    @Parameter String version;
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private Certificates town;

    @BeforeEach
    void certify() {
        town = new Certificates(folder, "town");
        town.certify("client", "agent");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void showsItsCertificate() throws Exception {
        try (var mosquitto = mosquitto("localhost");
                var broker = connect(mosquitto, "town.pem", "client")) {
            await(broker::isConnected);
            mosquitto.publish(
                    "/json/key/safe/attrs",
                    "{\"t\":1}",
                    List.of(
                            "-h",
                            "localhost",
                            "-q",
                            "1",
                            "--cafile",
                            file("town.pem"),
                            "--cert",
                            file("client.pem"),
                            "--key",
                            file("client.key")));
            await(() -> agent.value("safe", "t").isPresent());
            assertThat(log()).contains("u'agent'");
        }
    }

    @Test
    void isNotLetInWithoutOne() throws Exception {
        try (var mosquitto = mosquitto("localhost");
                var broker = connect(mosquitto, "town.pem", "")) {
            await(() -> log().split("peer did not return a certificate").length > 2);
            assertThat(broker.isConnected()).isFalse();
        }
    }

    @Test
    void trustsNoOtherAuthority() throws Exception {
        var _ = new Certificates(folder, "village");
        try (var mosquitto = mosquitto("localhost");
                var broker = connect(mosquitto, "village.pem", "client")) {
            await(() -> log().split("certificate unknown").length > 2);
            assertThat(broker.isConnected()).isFalse();
        }
    }

    /** Else whoever has any certificate of the authority could take the broker's place. */
    @Test
    void trustsNoOtherServer() throws Exception {
        try (var mosquitto = mosquitto("elsewhere.example.org");
                var broker = connect(mosquitto, "town.pem", "client")) {
            await(() -> log().split("certificate unknown").length > 2);
            assertThat(broker.isConnected()).isFalse();
        }
    }

    private Mosquitto mosquitto(String host) throws IOException {
        town.certify("server", host);
        return new Mosquitto(
                folder,
                "allow_anonymous true",
                "cafile " + file("town.pem"),
                "certfile " + file("server.pem"),
                "keyfile " + file("server.key"),
                "require_certificate true",
                "use_identity_as_username true");
    }

    private ExternalBrokers connect(Mosquitto mosquitto, String authorities, String certificate) {
        var settings =
                certificate.isEmpty()
                        ? Settings.of(
                                "url",
                                "ssl://localhost:" + mosquitto.port,
                                "version",
                                version,
                                "ca",
                                file(authorities))
                        : Settings.of(
                                "url",
                                "ssl://localhost:" + mosquitto.port,
                                "version",
                                version,
                                "ca",
                                file(authorities),
                                "certificate",
                                file(certificate + ".pem"),
                                "key",
                                file(certificate + ".key"));
        var brokers =
                new ExternalBrokers(
                        settings,
                        folder,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()));
        brokers.start();
        return brokers;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("mosquitto.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
