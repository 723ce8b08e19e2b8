package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker with TLS; mosquitto_pub is the device. */
class EmbeddedTlsTest {
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private int port;
    private Certificates town;

    @BeforeEach
    void certify() throws IOException {
        port = EmbeddedBrokerTest.freePort();
        town = new Certificates(folder, "town");
        town.certify("server", "localhost");
        town.certify("device", "lamp");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    /** And acknowledges only what is committed. */
    @Test
    void takesReadings() throws Exception {
        try (var _ = start(List.of())) {
            agent.writer.hold();
            var device = publish(List.of("--cafile", file("town.pem")));
            await(() -> agent.writer.waiting() == 1);
            assertThat(device.isAlive()).isTrue();
            agent.writer.release();
            assertThat(device.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(device.exitValue()).isZero();
            assertThat(agent.value("lamp", "t")).isPresent();
        }
    }

    @Test
    void letsInWhoHasACertificate() throws Exception {
        try (var _ = start(List.of("ca", file("town.pem")))) {
            var stranger = publish(List.of("--cafile", file("town.pem")));
            assertThat(stranger.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.exitValue()).isNotZero();
            assertThat(agent.value("lamp", "t")).isEmpty();
            var device = publish(Certificates.options(folder, "town", "device"));
            assertThat(device.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(device.exitValue()).isZero();
            assertThat(agent.value("lamp", "t")).isPresent();
        }
    }

    private EmbeddedBroker start(List<String> more) throws Exception {
        var settings =
                new ArrayList<>(
                        List.of(
                                "port",
                                "0",
                                "tls-port",
                                String.valueOf(port),
                                "bind",
                                "127.0.0.1",
                                "certificate",
                                file("server.pem"),
                                "key",
                                file("server.key")));
        settings.addAll(more);
        var broker =
                new EmbeddedBroker(
                        Settings.of(settings.toArray(String[]::new)),
                        Files.createDirectories(folder.resolve("broker")),
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()),
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        broker.start();
        return broker;
    }

    private Process publish(List<String> more) throws IOException {
        var command =
                new ArrayList<>(
                        List.of("mosquitto_pub", "-h", "localhost", "-p", String.valueOf(port)));
        command.addAll(List.of("-q", "1", "-t", "/json/key/lamp/attrs", "-m", "{\"t\":1}"));
        command.addAll(more);
        return new ProcessBuilder(command).inheritIO().start();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
