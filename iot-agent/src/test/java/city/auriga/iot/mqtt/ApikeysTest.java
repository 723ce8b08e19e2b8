package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.Device;
import city.auriga.iot.command.CommandPublisher.Fate;
import city.auriga.iot.command.CommandPublisher.Message;
import city.auriga.iot.reading.TestAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices that log in with their apikeys at the embedded broker: key, ulkey, json, own. */
@TestInstance(Lifecycle.PER_CLASS)
class ApikeysTest {
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir static Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<Client> clients = new ArrayList<>();
    private int port;
    private EmbeddedBroker broker;

    @BeforeAll
    void start() throws Exception {
        port = EmbeddedBrokerTest.freePort();
        broker =
                new EmbeddedBroker(
                        Settings.of(
                                "port",
                                String.valueOf(port),
                                "bind",
                                "127.0.0.1",
                                "user",
                                "town",
                                "password",
                                "secret",
                                "apikeys",
                                "true"),
                        folder,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()),
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        broker.start();
        agent.group("/iot/json", "+", "{'entity_type': 'Sensor'}");
        agent.group("/iot/json", "$share", "{'entity_type': 'Sensor'}");
        agent.group("/iot/json", "json", "{'entity_type': 'Sensor'}");
        agent.group(
                "/iot/json",
                "plant",
                "{'entity_type': 'Sensor', 'topics': ['plant/{line}/{device}/{attribute}']}");
        agent.stores.devices.add(
                List.of(
                        new Device(
                                TestAgent.TENANT,
                                "/",
                                "own",
                                "lonely",
                                TestAgent.json("{'entity_type': 'Sensor'}"))));
    }

    /** Paho rests for a third of a second, which no test has to wait for. */
    @AfterEach
    void disconnect() {
        clients.forEach(client -> Thread.ofVirtual().start(() -> close(client)));
        clients.clear();
    }

    private static void close(Client client) {
        try {
            client.close();
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void stop() {
        broker.close();
        agent.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            nullValues = "-",
            textBlock =
                    """
                    key     ; -      ; true
                    key     ; any    ; true
                    own     ; -      ; true
                    town    ; secret ; true
                    town    ; wrong  ; false
                    town    ; -      ; false
                    nokey   ; -      ; false
                    nokey   ; secret ; false
                    +       ; -      ; false
                    $share  ; -      ; false
                    -       ; -      ; false
                    """)
    void letsInWhoHasAnApikey(String user, String password, boolean letIn) throws Exception {
        if (letIn) {
            assertThat(client("in", user, password).paho.isConnected()).isTrue();
        } else {
            assertThatThrownBy(() -> client("out", user, password))
                    .isInstanceOf(MqttException.class);
        }
    }

    @Test
    void knowsAnApikeyAsSoonAsThereIsOne() throws Exception {
        assertThatThrownBy(() -> client("late", "late", null)).isInstanceOf(MqttException.class);
        agent.group("/iot/json", "late", "{'entity_type': 'Sensor'}");
        assertThat(client("late", "late", null).paho.isConnected()).isTrue();
        assertThatThrownBy(() -> client("late2", "late2", null)).isInstanceOf(MqttException.class);
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "late2", "d", TestAgent.json("{}"))));
        agent.senders.deviceChanged("late2", "d");
        assertThat(client("late2", "late2", null).paho.isConnected()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    key   ; json/key/a1/attrs          ; {"t":1} ; a1 ; true
                    key   ; /json/key/a2/attrs         ; {"t":1} ; a2 ; true
                    key   ; /key/a3/attrs              ; {"t":1} ; a3 ; true
                    key   ; key/a4/attrs/t             ; 1       ; a4 ; true
                    key   ; /json/key/a5/attrs/t       ; 1       ; a5 ; true
                    ulkey ; /ul/ulkey/a6/attrs         ; t|1     ; a6 ; true
                    plant ; plant/north/a7/t           ; 1       ; a7 ; true
                    plant ; json/plant/a8/attrs        ; {"t":1} ; a8 ; true
                    json  ; json/a9/attrs              ; {"t":1} ; a9 ; true
                    own   ; json/own/lonely/attrs      ; {"t":1} ; lonely ; true
                    ulkey ; json/key/b1/attrs          ; {"t":1} ; b1 ; false
                    ulkey ; /json/key/b2/attrs         ; {"t":1} ; b2 ; false
                    ulkey ; /key/b3/attrs              ; {"t":1} ; b3 ; false
                    ulkey ; key/b4/attrs/t             ; 1       ; b4 ; false
                    ulkey ; /json/key/b5/attrs/t       ; 1       ; b5 ; false
                    key   ; /ul/ulkey/b6/attrs         ; t|1     ; b6 ; false
                    key   ; ulkey/b6b/attrs            ; t|1     ; b6b ; false
                    key   ; ul/ulkey/b6c/attrs/t       ; 1       ; b6c ; false
                    key   ; plant/north/b7/t           ; 1       ; b7 ; false
                    json  ; json/key/b8/attrs          ; {"t":1} ; b8 ; false
                    key   ; json/json/b9/attrs         ; {"t":1} ; b9 ; false
                    key   ; json/own/lonely/attrs      ; {"u":1} ; - ; false
                    key   ; /json/key/b10/cmdexe       ; {}      ; - ; true
                    ulkey ; /json/key/b10/cmdexe       ; {}      ; - ; false
                    key   ; /json/key/b10/configuration/commands ; {"type":"subscription","fields":["x"]} ; - ; true
                    ulkey ; /json/key/b10/configuration/commands ; {"type":"subscription","fields":["x"]} ; - ; false
                    key   ; /key/b11/cmd               ; {}      ; - ; false
                    key   ; other                      ; {}      ; - ; false
                    town  ; json/key/c1/attrs          ; {"t":1} ; c1 ; true
                    town  ; other                      ; {}      ; - ; true
                    """)
    void writesOnlyToItsDevices(
            String user, String topic, String payload, String device, boolean taken)
            throws Exception {
        var client = client("writer", user, "secret");
        // What a session that was there before hears.
        var heard = new ArrayList<String>();
        var town = client("town", "town", "secret");
        town.paho.setCallback(new Collector(heard));
        town.paho.subscribe("#", 1).waitForCompletion(20_000);
        if (taken) {
            client.sendAndWait(topic, payload);
            await(() -> heard.contains(topic));
            await(() -> device.equals("-") || agent.value(device, "t").isPresent());
        } else {
            var token = client.send(topic, payload);
            await(token::isComplete);
            assertThat(token.getReasonCodes()).containsExactly(NOT_AUTHORIZED);
            town.sendAndWait("marker", "");
            await(() -> heard.contains("marker"));
            assertThat(heard).doesNotContain(topic);
            assertThat(agent.value(device, "t")).isEmpty();
            assertThat(agent.value("lonely", "u")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    key  ; /key/#              ; true
                    key  ; key/+/cmd           ; true
                    key  ; /key/one/cmd        ; true
                    key  ; /ulkey/one/cmd      ; false
                    key  ; #                   ; false
                    key  ; +/one/cmd           ; false
                    key  ; /+/one/cmd          ; false
                    key  ; /#                  ; false
                    key  ; $share/g/key/#      ; false
                    key  ; /json/ulkey/#       ; false
                    json ; json/one/cmd        ; true
                    key  ; /key/one/configuration/values  ; true
                    key  ; /ulkey/one/configuration/values ; false
                    json ; /json/one/configuration/values ; true
                    json ; /json/one/lazy           ; true
                    key  ; /key/one/lazy            ; true
                    json ; json/+/configuration/values ; true
                    json ; json/one/configuration/commands ; false
                    json ; json/#              ; false
                    json ; json/+/+/attrs      ; false
                    town ; #                   ; true
                    """)
    void hearsOnlyWhatIsItsOwn(String user, String filter, boolean granted) throws Exception {
        var client = client("reader", user, "secret");
        var token = client.paho.subscribe(filter, 1);
        try {
            token.waitForCompletion(20_000);
        } catch (MqttException refused) {
            assertThat(granted).isFalse();
            return;
        }
        assertThat(token.getReasonCodes()[0] < BrokerClient.REFUSED).isEqualTo(granted);
    }

    /** An apikey may be the first level of what other tenants' networks send. */
    @Test
    void hearsNothingButWhatIsSaidToDevices() throws Exception {
        var heard = new ArrayList<String>();
        var client = collecting("broad", heard);
        client.connect(options("key", null));
        client.paho.subscribe("key/#", 1).waitForCompletion(20_000);
        var town = client("town", "town", "secret");
        for (var end :
                List.of(
                        "device/x/event/up",
                        "cmd",
                        "one/cmd/x",
                        "one/attrs",
                        "one/lazy",
                        "one/cmd")) {
            town.sendAndWait("key/" + end, "{}");
        }
        await(() -> heard.contains("key/one/cmd"));
        assertThat(heard).containsExactly("key/one/lazy", "key/one/cmd");
    }

    /** Clients choose their ids, and what others have chosen is no secret. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void leavesTheSessionsOfOthers(boolean clean) throws Exception {
        var kept = options("ulkey", null);
        kept.setCleanStart(false);
        kept.setSessionExpiryInterval(600L);
        try (var owner = new Client(port, "same" + clean).connect(kept)) {
            owner.paho.subscribe("/ulkey/one/cmd", 1).waitForCompletion(20_000);
        }
        assertThat(broker.publisher().publish(command("/ulkey/one/cmd"))).isEqualTo(Fate.TAKEN);
        var heard = new ArrayList<String>();
        var other = collecting("same" + clean, heard);
        var options = options("key", null);
        options.setCleanStart(clean);
        other.connect(options);
        other.paho.subscribe("/key/one/cmd", 1).waitForCompletion(20_000);
        assertThat(broker.publisher().publish(command("/key/one/cmd"))).isEqualTo(Fate.TAKEN);
        await(() -> heard.contains("/key/one/cmd"));
        assertThat(heard).containsExactly("/key/one/cmd");
        var told = new ArrayList<String>();
        collecting("same" + clean, told).connect(kept);
        await(() -> told.contains("/ulkey/one/cmd"));
        assertThat(other.paho.isConnected()).isTrue();
    }

    private Client collecting(String id, List<String> heard) throws MqttException {
        var client = new Client(port, id);
        clients.add(client);
        client.paho.setCallback(new Collector(heard));
        return client;
    }

    /** As its last will, or by saying again who it is. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void getsNotRoundIt(boolean will) throws Exception {
        if (will) {
            var options = options("ulkey", null);
            options.setWill(
                    "/key/w1/attrs",
                    new MqttMessage("{\"t\":1}".getBytes(StandardCharsets.UTF_8), 1, false, null));
            assertThatThrownBy(() -> new Client(port, "will").connect(options))
                    .isInstanceOf(MqttException.class);
            return;
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            out.write(connect("ulkey"));
            out.flush();
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
            var both = new ByteArrayOutputStream();
            both.write(connect("key"));
            both.write(publish("/json/key/again/attrs", "{\"t\":1}"));
            both.writeTo(out);
            out.flush();
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        client("after", "key", null).sendAndWait("/json/key/after/attrs", "{\"t\":1}");
        await(() -> agent.value("after", "t").isPresent());
        assertThat(agent.value("again", "t")).isEmpty();
    }

    /** Version 3.1.1 has no other answer. */
    @Test
    void isDisconnectedBeforeVersionFive() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var out = socket.getOutputStream();
            out.write(connect("ulkey"));
            out.write(publish("/json/key/old/attrs", "{\"t\":1}"));
            out.flush();
            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().readAllBytes()).containsExactly(0x20, 2, 0, 0);
        }
        assertThat(agent.value("old", "t")).isEmpty();
    }

    private static byte[] connect(String user) throws IOException {
        var body = new ByteArrayOutputStream();
        body.write(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0x82, 0, 60});
        text(body, "twice");
        text(body, user);
        return packet(0x10, body);
    }

    private static byte[] publish(String topic, String payload) throws IOException {
        var body = new ByteArrayOutputStream();
        text(body, topic);
        body.write(payload.getBytes(StandardCharsets.UTF_8));
        return packet(0x30, body);
    }

    private static void text(ByteArrayOutputStream body, String text) throws IOException {
        body.write(0);
        body.write(text.length());
        body.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] packet(int type, ByteArrayOutputStream body) throws IOException {
        var packet = new ByteArrayOutputStream();
        packet.write(type);
        packet.write(body.size());
        body.writeTo(packet);
        return packet.toByteArray();
    }

    private static Message command(String topic) {
        return new Message(
                topic, new byte[0], 1, false, "/x", UUID.randomUUID(), Duration.ofMinutes(1));
    }

    private Client client(String id, String user, String password) throws MqttException {
        var client = new Client(port, id);
        clients.add(client);
        return client.connect(options(user, password));
    }

    private static MqttConnectionOptions options(String user, String password) {
        var options = new MqttConnectionOptions();
        if (user != null) {
            options.setUserName(user);
        }
        if (password != null) {
            options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        }
        return options;
    }
}
