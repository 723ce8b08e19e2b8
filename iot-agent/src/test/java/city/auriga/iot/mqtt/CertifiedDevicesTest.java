package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.iot.command.CommandPublisher.Message;
import city.auriga.iot.mqtt.Rights.Everything;
import city.auriga.iot.mqtt.Rights.OfApikey;
import city.auriga.iot.mqtt.Rights.OfDevice;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices whose certificates say which they are; mosquitto's clients play them. */
@TestInstance(Lifecycle.PER_CLASS)
class CertifiedDevicesTest {
    @TempDir static Path folder;
    private final TestAgent agent = new TestAgent();
    private int plain;
    private int secure;
    private EmbeddedBroker broker;

    @BeforeAll
    void start() throws Exception {
        plain = EmbeddedBrokerTest.freePort();
        secure = EmbeddedBrokerTest.freePort();
        var town = new Certificates(folder, "town");
        town.certify("server", "localhost");
        town.certify("lamp", "lamp");
        town.certify("other", "other");
        broker =
                new EmbeddedBroker(
                        Settings.of(
                                "port",
                                String.valueOf(plain),
                                "tls-port",
                                String.valueOf(secure),
                                "bind",
                                "127.0.0.1",
                                "certificate",
                                file("server.pem"),
                                "key",
                                file("server.key"),
                                "ca",
                                file("town.pem"),
                                "certificate-devices",
                                "true",
                                "user",
                                "town",
                                "password",
                                "secret"),
                        Files.createDirectories(folder.resolve("broker")),
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()),
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        broker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
        agent.close();
    }

    @Test
    void needAnAuthority() {
        assertThatThrownBy(() -> Settings.of("certificate-devices", "true"))
                .hasStackTraceContaining("auriga.mqtt.certificate-devices: tls-port and ca, too");
    }

    /** Topic and certificate, and whether that gets through. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    /json/key/lamp/attrs,    lamp,  true
                    ul/ulkey/lamp/attrs,     lamp,  true
                    /json/key/lamp2/attrs,   lamp,  false
                    /json/key/lamp/attrs,    other, false
                    /json/key/lamp2/cmdexe,  lamp,  false
                    anything,                lamp,  false
                    /json/key/other/attrs/t, other, true
                    """)
    void sendForThemselvesOnly(String topic, String certificate, boolean passes) throws Exception {
        int before = agent.writer.history().size();
        var payload = topic.startsWith("ul") ? "t|1" : topic.endsWith("/t") ? "1" : "{\"t\":1}";
        var more = new ArrayList<>(List.of("-t", topic, "-m", payload));
        more.addAll(Certificates.options(folder, "town", certificate));
        finish(mosquitto("pub", secure, more));
        assertThat(agent.writer.history().size() > before).isEqualTo(passes);
    }

    /**
     * A device, user and password if it gives one, and whether it gets in without a certificate.
     */
    @ParameterizedTest
    @CsvSource({"d1,,,false", "d2,town,secret,true", "d3,town,wrong,false", "d4,key,,false"})
    void areLetInWithoutACertificateIfTheyKnowThePassword(
            String device, @Nullable String user, @Nullable String password, boolean passes)
            throws Exception {
        var topic = "/json/key/" + device + "/attrs";
        var more = new ArrayList<>(List.of("-t", topic, "-m", "{\"t\":1}"));
        if (user != null) {
            more.addAll(List.of("-u", user));
        }
        if (password != null) {
            more.addAll(List.of("-P", password));
        }
        var client = mosquitto("pub", plain, more);
        finish(client);
        assertThat(client.exitValue() == 0).isEqualTo(passes);
        assertThat(agent.value(device, "t").isPresent()).isEqualTo(passes);
    }

    /** What one subscribes to, and what it hears of commands for itself and for another. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    /key/lamp/cmd,  lamp
                    key/lamp/#,     lamp
                    +/lamp/cmd,
                    +/lamp/#,
                    /key/lamp2/cmd,
                    /key/+/cmd,
                    #,
                    $share/lamp/#,
                    $share/g/key/lamp/cmd,
                    """)
    void hearWhatIsMeantForThemselves(String filter, @Nullable String heard) throws Exception {
        var more = new ArrayList<>(List.of("-t", filter, "-C", "1", "-W", "9", "-F", "%p"));
        more.addAll(Certificates.options(folder, "town", "lamp"));
        var client = mosquitto("sub", secure, more);
        if (heard != null) {
            var place = filter.startsWith("/") ? "/key/" : "key/";
            await(() -> isReached(place + "lamp/cmd"));
            send(place + "lamp2/cmd", "lamp2");
            send(place + "lamp/cmd", "lamp");
        }
        assertThat(finish(client))
                .isEqualTo(heard == null ? "All subscription requests were denied." : heard);
    }

    /** What two rights have in common, if devices need apikeys, too. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    publish,   /json/key/lamp/attrs,               true
                    publish,   /json/other/lamp/attrs,             false
                    publish,   /json/key/lamp2/attrs,              false
                    subscribe, key/lamp/#,                         true
                    subscribe, other/lamp/#,                       false
                    subscribe, key/+/cmd,                          false
                    subscribe, $share/lamp/#,                      false
                    hear,      /key/lamp/cmd,                      true
                    hear,      key/lamp/configuration/values,      true
                    hear,      /key/lamp2/cmd,                     false
                    hear,      /other/lamp/cmd,                    false
                    hear,      json/lamp/d1/attrs,                 false
                    """)
    void needBothTheirNameAndTheirApikey(String what, String topic, boolean passes) {
        var topics = new MqttTopics(agent.topics, InstantSource.system());
        var rights = new OfDevice(new OfApikey("key", topics, ""), "lamp");
        var may =
                switch (what) {
                    case "publish" -> rights.mayPublish(topic);
                    case "subscribe" -> rights.maySubscribe(topic);
                    default -> rights.mayHear(topic);
                };
        assertThat(may).isEqualTo(passes);
    }

    /** Without apikeys: devices of one name may be of several tenants. */
    @ParameterizedTest
    @CsvSource({
        "key/lamp/cmd,    true",
        "/key/lamp/cmd,   true",
        "key/lamp/#,      true",
        "/key/lamp/#,     true",
        "+/lamp/cmd,      false",
        "/+/lamp/cmd,     false",
        "/+/lamp/#,       false",
        "+/+/lamp/cmd,    false",
        "key/+/cmd,       false",
        "/key/lamp2/cmd,  false",
        "#,               false",
        "/#,              false"
    })
    void subscribeBelowOneApikey(String filter, boolean passes) {
        assertThat(new OfDevice(new Everything(), "lamp").maySubscribe(filter)).isEqualTo(passes);
    }

    /** Readings of the group whose apikey is what the device is called. */
    @Test
    void hearNoReadings() {
        assertThat(new OfDevice(new Everything(), "lamp").mayHear("json/lamp/d1/attrs")).isFalse();
    }

    @Test
    void haveSessionsOfTheirOwn() {
        var names =
                List.of(
                        new OfDevice(new Everything(), "gw").session("1:x"),
                        new OfDevice(new Everything(), "gw:1").session("x"),
                        new Everything().session("gw:1:x"));
        assertThat(names).doesNotHaveDuplicates();
    }

    private boolean isReached(String topic) {
        try {
            return broker.publisher().mayReach(topic);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String topic, String payload) throws InterruptedException {
        broker.publisher()
                .publish(
                        new Message(
                                topic,
                                payload.getBytes(UTF_8),
                                1,
                                false,
                                topic,
                                UUID.randomUUID(),
                                Duration.ofSeconds(9)));
    }

    private static Process mosquitto(String program, int port, List<String> more)
            throws IOException {
        var command = new ArrayList<>(List.of("mosquitto_" + program, "-h", "localhost"));
        command.addAll(List.of("-p", String.valueOf(port), "-V", "5", "-q", "1"));
        command.addAll(more);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String finish(Process client) throws Exception {
        var output = new String(client.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }
}
