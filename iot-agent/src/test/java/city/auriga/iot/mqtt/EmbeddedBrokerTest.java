package city.auriga.iot.mqtt;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The real broker, real clients, and a writer in our hand. */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddedBrokerTest {
    private static final int WINDOW = 50;

    @TempDir static Path folder;
    private final TestAgent agent = new TestAgent();
    private final MqttTopics topics = new MqttTopics(agent.topics, InstantSource.system());
    private int port;
    private EmbeddedBroker broker;

    @BeforeAll
    void start() throws Exception {
        port = freePort();
        broker = start(port, folder.resolve("open"), "", Duration.ofMinutes(1));
    }

    @AfterEach
    void everyReadingLeft() {
        agent.writer.away(false);
        agent.writer.release();
        await(() -> broker.waiting() == 0);
    }

    @AfterAll
    void stop() {
        broker.close();
        agent.close();
    }

    @Test
    void acknowledgesAfterTheCommit() throws Exception {
        agent.writer.hold();
        try (var client = new Client(port, "one").connect()) {
            var token = client.send("/json/key/one/attrs", "{\"t\":1}");
            await(() -> agent.writer.waiting() == 1);
            goThereAndBack();
            assertThat(token.isComplete()).isFalse();
            agent.writer.release();
            token.waitForCompletion(20_000);
            assertThat(agent.value("one", "t").map(JsonNode::intValue)).contains(1);
        }
    }

    /** Its acknowledgement was lost; the device tells no time. */
    @Test
    void aReadingThatIsDeliveredAgainIsTheSameReading() throws Exception {
        for (var duplicate : List.of(false, true)) {
            Client.deliver(port, "again", "/json/key/again/attrs", "{\"t\":1}", duplicate);
        }
        assertThat(agent.times("again", "t")).hasSize(1);
        Client.deliver(port, "again", "/json/key/again/attrs", "{\"t\":1}", false);
        assertThat(agent.times("again", "t")).hasSize(2);
    }

    @Test
    void holdsAWindowOfReadingsOfOneConnectionAtOnceAndNoMore() throws Exception {
        agent.writer.hold();
        var options = new MqttConnectionOptions();
        try (var client = new Client(port, "window").connect(options)) {
            var tokens = new ArrayList<IMqttToken>();
            for (int i = 0; i < WINDOW; i++) {
                tokens.add(client.send("/json/key/w" + i + "/attrs", "{\"t\":" + i + "}"));
            }
            await(() -> agent.writer.waiting() == WINDOW);
            assertThat(tokens).noneMatch(IMqttToken::isComplete);
            agent.writer.release();
            for (var token : tokens) {
                token.waitForCompletion(20_000);
            }
        }
    }

    @Test
    void whatWaitsIsBoundedInBytes() throws Exception {
        int tightPort = freePort();
        agent.writer.hold();
        var large = "{\"t\":\"" + "x".repeat(1_500) + "\"}";
        try (var tight =
                        start(
                                tightPort,
                                folder.resolve("tight"),
                                "",
                                Duration.ofMinutes(1),
                                "total-bytes",
                                "10000");
                var first = new Client(tightPort, "large").connect();
                var second = new Client(tightPort, "other").connect()) {
            int most = 0;
            while (most * large.length() <= 10_000) {
                var _ = first.send("/json/key/large" + most + "/attrs", large);
                int sent = ++most;
                await(() -> tight.waiting() == sent);
            }
            var late = first.send("/json/key/late/attrs", large);
            var _ = second.send("/json/key/other/attrs", large);
            int readings = most + 1;
            await(() -> tight.waiting() == readings);
            agent.writer.release();
            late.waitForCompletion(20_000);
        }
        assertThat(agent.value("late", "t")).isPresent();
    }

    @Test
    void keepsTheOrderOfADevice() throws Exception {
        int patientPort = freePort();
        try (var patient = start(patientPort, folder.resolve("order"), "", Duration.ofMinutes(1));
                var client = new Client(patientPort, "order").connect()) {
            IMqttToken last = null;
            for (int i = 0; i < 2_000; i++) {
                last = client.sendPatiently("/json/key/order/attrs", "{\"n\":" + i + "}");
                if (i == 700) {
                    agent.writer.away(true);
                    // Not this thread: it may have to wait for acknowledgements that only come
                    // then.
                    Thread.ofVirtual()
                            .start(() -> {
                                await(() -> patient.waiting() >= 10);
                                agent.writer.away(false);
                            });
                }
            }
            last.waitForCompletion(20_000);
            assertThat(patient.waiting()).isZero();
        }
        assertThat(agent.value("order", "n").map(JsonNode::intValue)).contains(1_999);
    }

    @Test
    void waitsWhileTheStorageIsAway() throws Exception {
        agent.writer.away(true);
        try (var client = new Client(port, "away").connect()) {
            var token = client.send("/json/key/away/attrs", "{\"t\":7}");
            await(() -> agent.writer.refused() >= 3);
            assertThat(token.isComplete()).isFalse();
            agent.writer.away(false);
            token.waitForCompletion(20_000);
            assertThat(client.paho.isConnected()).isTrue();
        }
        assertThat(agent.value("away", "t").map(JsonNode::intValue)).contains(7);
    }

    @Test
    void closesTheConnectionOfAReadingThatCannotBeCommittedSoThatItIsSentAgain() throws Exception {
        agent.writer.away(true);
        var options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(600L);
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 1);
        int hastyPort = freePort();
        try (var _ = start(hastyPort, folder.resolve("hasty"), "", Duration.ofSeconds(2));
                var client = new Client(hastyPort, "again").connect(options)) {
            var token = client.send("/json/key/again/attrs", "{\"t\":9}");
            await(() -> !client.paho.isConnected());
            assertThat(token.isComplete()).isFalse();
            agent.writer.away(false);
            await(() -> agent.value("again", "t").map(JsonNode::intValue).isPresent());
        }
    }

    @Test
    void poisonIsAcknowledgedAndKeptAndBlocksNobody() throws Exception {
        try (var client = new Client(port, "poison").connect()) {
            client.sendAndWait("/json/key/p/attrs", "{\"t\":1}");
            client.sendAndWait("/json/key/p/attrs", "{broken");
            client.sendAndWait("/json/nokey/p/attrs", "{\"t\":1}");
            client.sendAndWait("/json/key/p/attrs", "{\"t\":\"" + "x".repeat(2_000) + "\"}");
            client.sendAndWait("/json/key/p/attrs", "{\"t\":2}");
        }
        assertThat(agent.value("p", "t").map(JsonNode::intValue)).contains(2);
        assertThat(agent.stores.letters.all)
                .extracting(letter -> letter.reason())
                .contains(Reason.PARSE, Reason.UNIDENTIFIED, Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    mqttv311 ; 1 ; /json/key/m1/attrs   ; {"t": 20.5}
                    mqttv5   ; 1 ; json/key/m2/attrs    ; {"t": 20.5}
                    mqttv311 ; 2 ; /ul/ulkey/m3/attrs   ; t|20.5
                    mqttv5   ; 2 ; /key/m4/attrs        ; {"t": 20.5}
                    mqttv5   ; 0 ; /json/key/m5/attrs/t ; 20.5
                    """)
    void takesWhatMosquittoPubSends(String version, String qos, String topic, String payload)
            throws Exception {
        var process =
                new ProcessBuilder(
                                "mosquitto_pub",
                                "-p",
                                String.valueOf(port),
                                "-V",
                                version,
                                "-q",
                                qos,
                                "-t",
                                topic,
                                "-m",
                                payload)
                        .inheritIO()
                        .start();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        var device = topic.replaceAll(".*(m\\d).*", "$1");
        await(() ->
                agent.value(device, "t")
                        .map(JsonNode::doubleValue)
                        .filter(v -> v == 20.5)
                        .isPresent());
    }

    @Test
    void othersSeeAReadingAfterItsCommit() throws Exception {
        agent.writer.hold();
        var seen = new ArrayList<String>();
        try (var watcher = new Client(port, "watcher").connect();
                var client = new Client(port, "seen").connect()) {
            watcher.paho.setCallback(new Collector(seen));
            watcher.paho.subscribe("#", 1).waitForCompletion(20_000);
            client.send("/json/key/seen/attrs", "{\"t\":1}");
            client.send("other/topic", "behind it");
            await(() -> agent.writer.waiting() == 1);
            watcher.paho.subscribe("behind/it", 1).waitForCompletion(20_000);
            assertThat(seen).isEmpty();
            agent.writer.release();
            await(() -> seen.size() == 2);
            assertThat(seen).containsExactly("/json/key/seen/attrs", "other/topic");
        }
    }

    @Test
    void disconnectsWhoSendsAPacketThatIsTooLarge() throws Exception {
        try (var client = new Client(port, "large").connect()) {
            client.send("/json/key/large/attrs", "x".repeat(20_000));
            await(() -> !client.paho.isConnected());
        }
    }

    /** The Things Stack, with topics of its own and QoS 0. */
    @Test
    void understandsTheTopicsOfGroups() throws Exception {
        agent.group(
                "",
                "city-app@ttn",
                "{'entity_type': 'Sensor', 'template': 'the-things-stack', 'attributes':"
                        + " [{'object_id': 'temperature', 'name': 't'}]}");
        try (var client = new Client(port, "network").connect()) {
            var uplink =
                    """
                    {"end_device_ids": {"device_id": "field-1"}, "received_at": "2026-05-01T10:00:00Z",
                     "uplink_message": {"session_key_id": "AY", "f_port": 2, "f_cnt": %d,
                      "decoded_payload": {"temperature": %s}, "received_at": "2026-05-01T10:00:0%dZ"}}
                    """;
            var topic = "v3/city-app@ttn/devices/field-1/up";
            client.sendAndWait(topic, uplink.formatted(1, "21.5", 1));
            await(() -> agent.value("field-1", "t").isPresent());
            assertThat(agent.value("field-1", "t").map(JsonNode::decimalValue))
                    .contains(new java.math.BigDecimal("21.5"));
            // The network delivers again what it has delivered.
            client.sendAndWait(topic, uplink.formatted(1, "99", 2));
            client.sendAndWait(topic, uplink.formatted(2, "22.5", 3));
            await(() ->
                    agent.value("field-1", "t")
                            .filter(v -> v.decimalValue().intValue() == 22)
                            .isPresent());
            client.sendAndWait(topic, "{broken");
            await(() -> !agent.stores.letters.all.isEmpty());
            assertThat(agent.stores.letters.all.getLast().source()).isEqualTo(topic);
        }
    }

    @Test
    void takesWhatTopicsCaptureForExpressions() throws Exception {
        agent.group(
                "/iot/json",
                "plant",
                """
                {'entity_type': 'Sensor', 'topics': ['plant/{line}/{device}/{attribute}'],
                 'attributes': [{'name': 'line', 'expression': 'line'}]}
                """);
        try (var client = new Client(port, "plant").connect()) {
            client.sendAndWait("plant/north/press/force", "7");
        }
        await(() -> agent.value("press", "force").isPresent());
        assertThat(agent.value("press", "line").map(JsonNode::asString)).contains("north");
    }

    @Test
    void takesNothingFromAClientThatIsNotLetIn() throws Exception {
        int guarded = freePort();
        var login = start(guarded, folder.resolve("login"), "town", Duration.ofMinutes(1));
        try {
            assertThatThrownBy(() -> new Client(guarded, "x").connect())
                    .isInstanceOf(MqttException.class);
            Client.sendBlindly(guarded);
            var options = new MqttConnectionOptions();
            options.setUserName("town");
            options.setPassword("secret".getBytes(StandardCharsets.UTF_8));
            try (var client = new Client(guarded, "let-in").connect(options)) {
                client.sendAndWait("/json/key/let-in/attrs", "{\"t\":1}");
            }
        } finally {
            login.close();
        }
        assertThat(agent.value("blind", "t")).isEmpty();
        assertThat(agent.value("let-in", "t")).isPresent();
    }

    private EmbeddedBroker start(
            int port, Path folder, String user, Duration maxHold, String... more) throws Exception {
        var members =
                List.of(
                        "port",
                        String.valueOf(port),
                        "bind",
                        "127.0.0.1",
                        "user",
                        user,
                        "password",
                        user.isEmpty() ? "" : "secret",
                        "window",
                        String.valueOf(WINDOW),
                        "total-window",
                        "1000",
                        "max-hold",
                        maxHold.toMillis() + "ms",
                        "max-packet",
                        "10000");
        var started =
                new EmbeddedBroker(
                        Settings.of(
                                Stream.concat(members.stream(), Stream.of(more))
                                        .toArray(String[]::new)),
                        folder,
                        agent.readings,
                        topics,
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        started.start();
        return started;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What was on its way to somebody else has come by then. */
    private void goThereAndBack() throws MqttException {
        try (var client = new Client(port, "there-and-back").connect()) {
            client.paho.subscribe("back", 1).waitForCompletion(20_000);
            client.sendAndWait("back", "");
        }
    }

    /** Paho's threads trip over clients that are being closed, which fails no test. */
    static void await(BooleanSupplier condition) {
        Awaitility.await()
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .until(condition::getAsBoolean);
    }
}
