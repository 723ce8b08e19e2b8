package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Mosquitto as the external broker, in both versions of MQTT; a writer in our hand. */
@ParameterizedClass
@ValueSource(strings = {"5", "3.1.1"})
class ExternalBrokerTest {
    private static final int WINDOW = 50;

    @Parameter String version;
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<Client> clients = new ArrayList<>();
    private Mosquitto mosquitto;
    private ExternalBrokers broker;

    @BeforeEach
    void start() throws Exception {
        mosquitto = new Mosquitto(folder);
        broker = connect();
        await(broker::isConnected);
    }

    @AfterEach
    void stop() throws Exception {
        agent.writer.release();
        for (var client : clients) {
            client.close();
        }
        broker.close();
        mosquitto.close();
        agent.close();
    }

    @Test
    void takesReadingsAndAcknowledgesThem() throws Exception {
        publish("/json/key/one/attrs", "{\"t\":1}");
        publish("/ul/ulkey/two/attrs", "t|2");
        publish("json/key/one/attrs", "{broken");
        publish("/key/three/attrs/t", "3");
        await(() ->
                agent.value("one", "t").isPresent()
                        && agent.value("two", "t").isPresent()
                        && agent.value("three", "t").isPresent());
        await(() -> agent.stores.letters.all.size() == 1 && broker.waiting() == 0);
        assertThat(agent.stores.letters.all.getFirst().reason()).isEqualTo(Reason.PARSE);
    }

    /** Also to those that come while it is connected. */
    @Test
    void subscribesToTheTopicsOfGroups() throws Exception {
        agent.group(
                "",
                "house",
                "{'entity_type': 'Sensor', 'template': 'tasmota', 'explicitAttrs': true,"
                        + " 'attributes': [{'object_id': 'DS18B20_Temperature', 'name': 't'}]}");
        await(() -> {
            send("tele/lamp/SENSOR", "{\"DS18B20\":{\"Temperature\":20.6}}");
            return agent.value("lamp", "t").isPresent();
        });
    }

    private void send(String topic, String payload) {
        try {
            publish(topic, payload);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasNotCommittedComesAgainAfterWeWereGone() throws Exception {
        agent.writer.hold();
        publish("/json/key/held/attrs", "{\"t\":1}");
        await(() -> agent.writer.waiting() == 1);
        broker.close();
        assertThat(agent.value("held", "t")).isEmpty();
        publish("/json/key/missed/attrs", "{\"t\":2}");
        broker = connect();
        await(() -> agent.writer.waiting() == 3);
        agent.writer.release();
        await(() -> broker.waiting() == 0);
        assertThat(agent.value("held", "t").map(JsonNode::intValue)).contains(1);
        assertThat(agent.value("missed", "t").map(JsonNode::intValue)).contains(2);
        // An acknowledgement that was on its way when we went may be lost: then the reading comes
        // again, as it may. This one makes sure that those before it have arrived.
        publish("/json/key/last/attrs", "{\"t\":3}");
        await(() -> agent.value("last", "t").isPresent() && broker.waiting() == 0);
        broker.close();
        agent.writer.clear();
        broker = connect();
        publish("/json/key/marker/attrs", "{\"t\":4}");
        // what is to come again comes before what is new
        await(() -> agent.value("marker", "t").isPresent());
        assertThat(agent.value("held", "t")).as("what was acknowledged stays away").isEmpty();
        assertThat(agent.value("missed", "t")).as("what was acknowledged stays away").isEmpty();
    }

    /** Given up before it was acknowledged; the device tells no time. */
    @Test
    void aReadingThatComesAgainIsTheSameReading() throws Exception {
        broker.close();
        broker = connect("max-hold", "300ms");
        await(broker::isConnected);
        agent.writer.hold();
        publish("/json/key/again/attrs", "{\"t\":1}");
        await(() -> agent.writer.waiting() > 1);
        agent.writer.release();
        await(() -> broker.isConnected() && broker.waiting() == 0);
        assertThat(agent.times("again", "t")).hasSize(1);
    }

    @Test
    void comesBackWhenTheBrokerDoes() throws Exception {
        mosquitto.stop();
        await(() -> !broker.isConnected());
        mosquitto.start();
        await(broker::isConnected);
        publish("/json/key/back/attrs", "{\"t\":1}");
        await(() -> agent.value("back", "t").isPresent());
    }

    /** It may be a year old: as news it would make a dead sensor look alive at each start. */
    @Test
    void whatABrokerRetainsIsNewsOnlyIfItSaysSomethingNew() throws Exception {
        mosquitto.publish("/json/key/kept/attrs", "{\"t\":1}", List.of("-q", "1", "-r"));
        await(() -> agent.value("kept", "t").isPresent() && broker.waiting() == 0);
        broker.close();
        broker = connect();
        await(() -> broker.isConnected());
        // It comes behind what was retained.
        publish("/json/key/kept/attrs", "{\"u\":2}");
        await(() -> agent.value("kept", "u").isPresent());
        assertThat(agent.times("kept", "t")).hasSize(1);
        mosquitto.publish("/json/key/kept/attrs", "{\"t\":1}", List.of("-q", "1", "-r"));
        await(() -> agent.times("kept", "t").size() == 2);
    }

    @Test
    void waitsInOrderWhileTheStorageIsAway() throws Exception {
        agent.writer.away(true);
        for (int i = 0; i < 20; i++) {
            publish("/json/key/order/attrs", "{\"n\":" + i + "}");
        }
        await(() -> broker.waiting() == 20 && agent.writer.refused() > 2);
        agent.writer.away(false);
        await(() -> broker.waiting() == 0 && agent.value("order", "n").isPresent());
        await(() ->
                agent.value("order", "n").map(JsonNode::intValue).filter(n -> n == 19).isPresent());
    }

    @Test
    void theReadingsOfATenantThatIsRemovedHoldUpNoOthers() throws Exception {
        var leaving = new Tenant("leaving");
        agent.group(leaving, "/iot/json", "leaving", "{'entity_type': 'Sensor'}");
        agent.writer.remove(leaving);
        publish("/json/leaving/one/attrs", "{\"t\":1}");
        publish("/json/key/two/attrs", "{\"t\":2}");
        await(() -> agent.value("two", "t").isPresent() && broker.waiting() == 0);
        assertThat(agent.stores.letters.all)
                .extracting(DeadLetter::reason)
                .containsExactly(Reason.BROKER_REJECTED);
    }

    /** In 3.1.1 the broker is not told how many. */
    @Test
    void takesNoMoreThanAWindowAtOnce() throws Exception {
        agent.writer.hold();
        var delivered = new CopyOnWriteArrayList<String>();
        try (var other = new Client(mosquitto.port, "other").connect()) {
            other.paho.setCallback(new Collector(delivered));
            other.paho.subscribe("#", 1).waitForCompletion(20_000);
            mosquitto.publish(
                    "/json/key/first/attrs", "{\"t\":1}", List.of("-q", "1", "--repeat", "200"));
            await(() -> broker.waiting() == WINDOW && delivered.size() == 200);
        }
        assertThat(broker.waiting()).isEqualTo(WINDOW);
        mosquitto.publish("/json/key/last/attrs", "{\"t\":2}");
        agent.writer.release();
        await(() -> agent.value("last", "t").isPresent() && broker.waiting() == 0);
    }

    /** Whatever their number, large ones must not take all memory. */
    @Test
    void takesNoMoreBytesAtOnceThanItMay() throws Exception {
        broker.close();
        broker = connect("max-packet", "2000", "total-bytes", "4000");
        await(broker::isConnected);
        agent.writer.hold();
        var large = "{\"t\":\"" + "x".repeat(1_500) + "\"}";
        var delivered = new CopyOnWriteArrayList<String>();
        try (var other = new Client(mosquitto.port, "other").connect()) {
            other.paho.setCallback(new Collector(delivered));
            other.paho.subscribe("#", 1).waitForCompletion(20_000);
            mosquitto.publish("/json/key/big/attrs", large, List.of("-q", "1", "--repeat", "9"));
            await(() -> broker.waiting() == 2 && delivered.size() == 9);
        }
        assertThat(broker.waiting()).isEqualTo(2);
        mosquitto.publish("/json/key/last/attrs", "{\"t\":2}");
        agent.writer.release();
        await(() -> agent.value("last", "t").isPresent() && broker.waiting() == 0);
    }

    /** A broker that has forgotten the session gives identifiers anew. */
    @Test
    void isNotFooledByTheIdentifiersOfAnotherSession() throws Exception {
        agent.writer.hold();
        publish("/json/key/one/attrs", "{\"t\":1}");
        await(() -> agent.writer.waiting() == 1);
        mosquitto.stop();
        await(() -> !broker.isConnected() && broker.waiting() == 0);
        mosquitto.forget();
        mosquitto.start();
        await(broker::isConnected);
        agent.writer.release();
        publish("/json/key/one/attrs", "{\"t\":1}");
        await(() -> agent.times("one", "t").size() == 2);
    }

    /** A broker must not think that we have it before it is committed, as with QoS 2. */
    @Test
    void takesQosTwoAsOne() throws Exception {
        broker.close();
        broker = connect("qos", "2");
        await(broker::isConnected);
        agent.writer.hold();
        mosquitto.publish("/json/key/twice/attrs", "{\"t\":1}", List.of("-q", "2"));
        await(() -> agent.writer.waiting() == 1);
        broker.close();
        broker = connect("qos", "2");
        await(() -> agent.writer.waiting() == 2);
    }

    @Test
    void givesWayToAnotherClientWithItsId() throws Exception {
        var other = connect();
        try {
            await(() -> broker.isConnected() ^ other.isConnected());
            long begin = System.nanoTime();
            await(() -> timesDrivenOut() >= 6);
            // Each waits at least half a second at first, and then twice as long each time.
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(Duration.ofSeconds(2));
            mosquitto.publish("/json/key/one/attrs", "{\"t\":1}");
            await(() -> agent.value("one", "t").isPresent());
        } finally {
            other.close();
        }
    }

    @Test
    void comesBackAfterAnError() throws Exception {
        broker.close();
        var faults = new AtomicInteger(2);
        broker =
                connectFrom(
                        (Path)
                                Proxy.newProxyInstance(
                                        Path.class.getClassLoader(),
                                        new Class<?>[] {Path.class},
                                        (_, method, arguments) -> {
                                            if (method.getName().equals("toAbsolutePath")
                                                    && faults.decrementAndGet() >= 0) {
                                                throw new StackOverflowError("as if");
                                            }
                                            return method.invoke(folder, arguments);
                                        }));
        await(broker::isConnected);
        assertThat(faults.get()).isNegative();
    }

    private int timesDrivenOut() {
        try {
            return Files.readString(folder.resolve("mosquitto.log"))
                            .split("already connected")
                            .length
                    - 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session remembers what was wanted once, even by a process that is gone. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void subscribesToNoMoreThanItWants(boolean sameProcess) throws Exception {
        agent.group(
                "/iot/json", "hall", "{'entity_type': 'Sensor', 'topics': ['hall/{device}/{x}']}");
        await(() -> hasSubscriber("hall/one/up"));
        if (sameProcess) {
            mosquitto.stop();
            await(() -> !broker.isConnected());
        } else {
            broker.close();
        }
        agent.stores.groups.remove(
                agent.stores.groups.find("/iot/json", "hall").orElseThrow(), false);
        agent.topics.groupsChanged();
        if (sameProcess) {
            mosquitto.start();
        } else {
            broker = connect();
        }
        await(broker::isConnected);
        assertThat(hasSubscriber("hall/one/up")).isFalse();
        assertThat(hasSubscriber("/json/key/one/attrs")).isTrue();
    }

    private boolean hasSubscriber(String topic) {
        try {
            var client = new Client(mosquitto.port, "sender" + clients.size());
            clients.add(client);
            var token = client.connect().send(topic, "{}");
            token.waitForCompletion(20_000);
            return token.getReasonCodes()[0] != MqttReturnCode.RETURN_CODE_NO_MATCHING_SUBSCRIBERS;
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    private ExternalBrokers connect(String... more) {
        return connectFrom(folder, more);
    }

    private ExternalBrokers connectFrom(Path data, String... more) {
        var named =
                new ArrayList<>(
                        List.of(
                                "url",
                                mosquitto.url(),
                                "version",
                                version,
                                "port",
                                "0",
                                "session-expiry",
                                "1h",
                                "window",
                                String.valueOf(WINDOW),
                                "subscribe-batch",
                                "3",
                                "max-hold",
                                "30s"));
        named.addAll(List.of(more));
        var client =
                new ExternalBrokers(
                        Settings.of(named.toArray(String[]::new)),
                        data,
                        agent.readings,
                        new MqttTopics(agent.topics, InstantSource.system()));
        client.start();
        return client;
    }

    private void publish(String topic, String payload) throws Exception {
        mosquitto.publish(topic, payload);
    }
}
