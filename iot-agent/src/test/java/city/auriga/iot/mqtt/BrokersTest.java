package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import city.auriga.iot.reading.TestAgent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which version is spoken, and several brokers at once. */
class BrokersTest {
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var closed : open.reversed()) {
            closed.close();
        }
        agent.close();
    }

    /** In the words of 3.1.1, of 5, and in a mix of both. */
    @ParameterizedTest
    @ValueSource(strings = {"20020001", "2003008400", "20020084", "20020005", "20020000"})
    void speaksAnOlderVersionToWhoRefusesTheNewOne(String refusal) throws Exception {
        var mosquitto = open(new Mosquitto(folder));
        var server = open(new OldServer(HexFormat.of().parseHex(refusal), mosquitto.port));
        var brokers = open(connect("url", server.url()));
        await(brokers::isConnected);
        mosquitto.publish("/json/key/one/attrs", "{\"t\":1}");
        await(() -> agent.value("one", "t").isPresent());
        mosquitto.stop();
        await(() -> !brokers.isConnected());
        mosquitto.start();
        await(brokers::isConnected);
        assertThat(server.levels).startsWith(5, 4).endsWith(5, 4);
    }

    /** A proxy may answer for a broker that is away, in words of its own. */
    @Test
    void speaksTheNewVersionAgainWhenItIsTaken() throws Exception {
        var mosquitto = open(new Mosquitto(folder));
        var server = open(new OldServer(HexFormat.of().parseHex("20020005"), mosquitto.port));
        var brokers = open(connect("url", server.url()));
        await(brokers::isConnected);
        server.refuses = false;
        mosquitto.stop();
        await(() -> !brokers.isConnected());
        mosquitto.start();
        await(brokers::isConnected);
        assertThat(server.levels).endsWith(5);
        assertThat(Files.readString(folder.resolve("mosquitto.log"))).contains("p5, c0, k60");
    }

    @Test
    void speaksTheNewVersionIfItCan() throws Exception {
        var mosquitto = open(new Mosquitto(folder));
        await(open(connect("url", mosquitto.url()))::isConnected);
        assertThat(Files.readString(folder.resolve("mosquitto.log"))).contains("p5, c0, k60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void hearsOverWebSocket(String version) throws Exception {
        int port = EmbeddedBrokerTest.freePort();
        var mosquitto =
                open(
                        new Mosquitto(
                                folder,
                                "listener " + port + " 127.0.0.1",
                                "protocol websockets",
                                "allow_anonymous true"));
        var brokers = open(connect("url", "ws://127.0.0.1:" + port, "version", version));
        await(brokers::isConnected);
        mosquitto.publish("/json/key/one/attrs", "{\"t\":1}");
        await(() -> agent.value("one", "t").isPresent());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, true", "1, 1, false", "0, 0, false"})
    void showsThatABrokerGrantsALowerQos(int most, String qos, boolean weak) throws Exception {
        var mosquitto = open(new Mosquitto(folder, "max_qos " + most, "allow_anonymous true"));
        var registry = new SimpleMeterRegistry();
        var transport =
                new MqttTransport(
                        Settings.of("url", mosquitto.url(), "qos", qos),
                        folder,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()),
                        _ -> true,
                        (_, _) -> {},
                        registry);
        transport.start();
        open.add(transport::stop);
        await(() -> transport.state() == MqttTransport.State.UP);
        var gauge =
                registry.get("auriga.iot.mqtt.subscriptions.weak")
                        .tag("broker", "127.0.0.1:" + mosquitto.port)
                        .gauge();
        assertThat(gauge.value() > 0).isEqualTo(weak);
    }

    @Test
    void speaksNoOtherVersionThanItIsTold() throws Exception {
        var mosquitto = open(new Mosquitto(folder));
        var server = open(new OldServer(HexFormat.of().parseHex("20020001"), mosquitto.port));
        var brokers = open(connect("url", server.url(), "version", "5"));
        await(() -> server.levels.size() >= 2);
        assertThat(server.levels).containsOnly(5);
        assertThat(brokers.isConnected()).isFalse();
        await(
                open(connect("url", mosquitto.url(), "version", "3.1.1", "keep-alive", "7s"))
                        ::isConnected);
        assertThat(Files.readString(folder.resolve("mosquitto.log"))).contains("p2, c0, k7");
    }

    @Test
    void hearsAllOfThemAndAnswersWhereADeviceWasHeard() throws Exception {
        var users = folder.resolve("users").toString();
        assertThat(
                        new ProcessBuilder(
                                        "mosquitto_passwd",
                                        "-b",
                                        "-c",
                                        users,
                                        "town",
                                        "secret@home")
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
        var north = open(new Mosquitto(folder.resolve("north")));
        var south =
                open(
                        new Mosquitto(
                                folder.resolve("south"),
                                "allow_anonymous false",
                                "password_file " + users));
        var brokers =
                open(
                        connect(
                                "url",
                                north.url()
                                        + ", "
                                        + south.url().replace("//", "//town:secret%40home@")));
        await(brokers::isConnected);
        north.publish("/json/key/n/attrs", "{\"t\":1}");
        south.publish(
                "/json/key/s/attrs",
                "{\"t\":2}",
                List.of("-q", "1", "-u", "town", "-P", "secret@home"));
        await(() -> agent.value("n", "t").isPresent() && agent.value("s", "t").isPresent());

        assertThat(brokers.publish(command("n"))).as("nobody listens").isEqualTo(Fate.NOBODY);
        var options = new MqttConnectionOptions();
        options.setUserName("town");
        options.setPassword("secret@home".getBytes(StandardCharsets.UTF_8));
        var atNorth = new ArrayList<String>();
        var atSouth = new ArrayList<String>();
        var northern = open(new Client(north.port, "listener").connect());
        northern.paho.setCallback(new Collector(atNorth));
        northern.paho.subscribe("/key/+/cmd", 1).waitForCompletion(20_000);
        var southern = open(new Client(south.port, "listener").connect(options));
        southern.paho.setCallback(new Collector(atSouth));
        southern.paho.subscribe("/key/+/cmd", 1).waitForCompletion(20_000);

        assertThat(brokers.publish(command("s"))).isEqualTo(Fate.TAKEN);
        assertThat(brokers.publish(command("n"))).isEqualTo(Fate.TAKEN);
        // The first says that it has a subscriber.
        assertThat(brokers.publish(command("unheard"))).isEqualTo(Fate.TAKEN);
        await(() -> atNorth.size() == 2 && atSouth.size() == 1);
        assertThat(atNorth).containsExactly("/key/n/cmd", "/key/unheard/cmd");
        assertThat(atSouth).containsExactly("/key/s/cmd");

        south.stop();
        await(() -> !brokers.isConnected());
        assertThat(brokers.all()).extracting(ExternalBroker::isConnected).contains(true);
        assertThat(brokers.publish(command("s"))).as("it is not here").isEqualTo(Fate.AWAY);
        north.publish("/json/key/n2/attrs", "{\"t\":3}");
        await(() -> agent.value("n2", "t").isPresent());
        south.start();
        await(brokers::isConnected);
        south.publish(
                "/json/key/s2/attrs",
                "{\"t\":4}",
                List.of("-q", "1", "-u", "town", "-P", "secret@home"));
        await(() -> agent.value("s2", "t").isPresent());
    }

    /** Without an acknowledgement nobody says where the device is; the others may be away. */
    @Test
    void tellsDevicesOfAGroupWhereThatWasHeard() throws Exception {
        var north = open(new Mosquitto(folder.resolve("north")));
        var south = open(new Mosquitto(folder.resolve("south")));
        agent.group("", "house", "{'entity_type': 'Sensor', 'template': 'tasmota'}");
        var brokers = open(connect("url", north.url() + " " + south.url()));
        await(brokers::isConnected);
        north.publish("tele/lamp/STATE", "{\"POWER\":\"ON\"}");
        await(() -> agent.value("lamp", "POWER").isPresent());
        south.stop();
        await(() -> !brokers.isConnected());
        var off = new Downlink("cmnd/lamp/POWER", "OFF".getBytes(StandardCharsets.UTF_8), 0, false);
        assertThat(brokers.publish(off, "house")).isEqualTo(Fate.TAKEN);
        assertThat(brokers.publish(off, "elsewhere")).isEqualTo(Fate.AWAY);
        south.start();
    }

    /** A gateway may have moved; where it was before nobody waits for it for ever. */
    @ParameterizedTest
    @CsvSource({"PT1H, AWAY", "PT0S, TAKEN"})
    void forgetsWhereAGroupWasHeardWhenThatIsGone(Duration expected, Fate fate) throws Exception {
        var north = open(new Mosquitto(folder.resolve("north")));
        var south = open(new Mosquitto(folder.resolve("south")));
        agent.group("", "house", "{'entity_type': 'Sensor', 'template': 'tasmota'}");
        var urls = Settings.of("url", north.url() + " " + south.url());
        var topics = new MqttTopics(agent.topics, InstantSource.system());
        var brokers = open(new ExternalBrokers(urls, folder, agent.readings, topics, expected));
        brokers.start();
        await(brokers::isConnected);
        south.publish("tele/lamp/STATE", "{\"POWER\":\"ON\"}");
        await(() -> agent.value("lamp", "POWER").isPresent());
        var off = new Downlink("cmnd/lamp/POWER", "OFF".getBytes(StandardCharsets.UTF_8), 0, false);
        south.stop();
        await(() -> !brokers.isConnected());
        assertThat(brokers.publish(off, "house")).as("heard nowhere else").isEqualTo(Fate.AWAY);
        north.publish("tele/plug/STATE", "{\"POWER\":\"ON\"}");
        await(() -> agent.value("plug", "POWER").isPresent());
        assertThat(brokers.publish(off, "house")).isEqualTo(fate);
    }

    @Test
    void sendsValuesWhereTheDeviceWasHeard() throws Exception {
        var north = open(new Mosquitto(folder.resolve("north")));
        var south = open(new Mosquitto(folder.resolve("south")));
        var brokers = open(connect("url", north.url() + " " + south.url()));
        await(brokers::isConnected);
        north.publish("/json/key/n/attrs", "{\"t\":1}");
        await(() -> agent.value("n", "t").isPresent());
        south.stop();
        await(() -> !brokers.isConnected());
        var values = new Downlink("/key/n/configuration/values", new byte[] {'{', '}'}, 0, false);
        assertThat(brokers.publish(values, "key", "n")).isEqualTo(Fate.TAKEN);
        assertThat(brokers.publish(values, "key", "m")).isEqualTo(Fate.AWAY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    tcp://h:1 ; tcp://h:1=town:mine
                    tcp://h:1,ssl://i ; tcp://h:1=town:mine ssl://i=town:mine
                    tcp://h:1, ssl://u:p%2F%40+@i:2/x ; tcp://h:1=town:mine ssl://i:2/x=u:p/@+
                    tcp://u:p@q@[::1]:5 ; tcp://[::1]:5=u:p@q
                    mqtt://h:1 MQTTS://u:p@i ; tcp://h:1=town:mine ssl://i=u:p
                    ws://h,wss://i:2/x ; ws://h=town:mine wss://i:2/x=town:mine
                    """)
    void readsUrls(String urls, String expected) {
        var settings = Settings.of("url", urls, "user", "town", "password", "mine");
        assertThat(
                        settings.brokers().stream()
                                .map(b -> b.server() + "=" + b.user() + ":" + b.password()))
                .containsExactly(expected.split(" "));
        assertThat(settings + settings.servers() + settings.brokers())
                .doesNotContain("mine", "u:p", "p%2F");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    url     ; secret@host          ; such as tcp://host:1883
                    url     ; tcp://secret@host    ; user:password@ or none
                    url     ; tcp://u:secret@host: x ; such as tcp://host:1883
                    url     ; tcp://u:secret@      ; is no URL
                    url     ; tcp://h tcp://h:1883 ; each broker once
                    url     ; tcp://h mqtt://h     ; each broker once
                    url     ; mqtts://h ssl://h:8883 ; each broker once
                    url     ; ws://h ws://h:80     ; each broker once
                    url     ; wss://h wss://h:443  ; each broker once
                    url     ; amqp://u:secret@h    ; auriga.mqtt.url: 'amqp://' is none of tcp, mqtt, ssl, mqtts, ws, wss
                    url     ; http://h             ; none of tcp, mqtt, ssl
                    url     ; ://h                 ; none of tcp, mqtt, ssl
                    version ; 4                    ; 5, 3.1.1 or auto
                    keep-alive ; 0s                ; 1s to 65535s
                    """)
    void refusesOtherSettings(String name, String value, String reason) {
        assertThatThrownBy(() -> Settings.of(name, value))
                .rootCause()
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    private static Message command(String device) {
        return new Message(
                "/key/" + device + "/cmd",
                "{}".getBytes(StandardCharsets.UTF_8),
                1,
                false,
                "/json/key/" + device + "/cmdexe",
                UUID.randomUUID(),
                Duration.ofMinutes(1));
    }

    private ExternalBrokers connect(String... settings) {
        var brokers =
                new ExternalBrokers(
                        Settings.of(settings),
                        folder,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()));
        brokers.start();
        return brokers;
    }

    private <T extends AutoCloseable> T open(T resource) {
        open.add(resource);
        return resource;
    }
}
