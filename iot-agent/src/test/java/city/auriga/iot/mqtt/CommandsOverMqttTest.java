package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.Asking;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Commands to a device at the embedded broker, and at Mosquitto. */
@ParameterizedClass
@EnumSource(CommandsOverMqttTest.Kind.class)
class CommandsOverMqttTest {
    enum Kind {
        EMBEDDED,
        EXTERNAL,
        EXTERNAL_BEFORE_5
    }

    @Parameter Kind kind;
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private int port;
    private long asked;

    /** How often a device was found to be away. */
    private final AtomicInteger tried = new AtomicInteger();

    /** Counts when nobody is there. */
    private record Tried(CommandPublisher publisher, AtomicInteger tried)
            implements CommandPublisher {
        @Override
        public boolean mayReach(String topic) throws InterruptedException {
            boolean may = publisher.mayReach(topic);
            if (!may) {
                tried.incrementAndGet();
            }
            return may;
        }

        @Override
        public Fate publish(Message message) throws InterruptedException {
            return counted(publisher.publish(message));
        }

        @Override
        public Fate publish(Downlink downlink, String apikey) throws InterruptedException {
            return counted(publisher.publish(downlink, apikey));
        }

        private Fate counted(Fate fate) {
            if (fate == Fate.NOBODY) {
                tried.incrementAndGet();
            }
            return fate;
        }
    }

    /** A device that notes its commands. */
    private record Noted(List<MqttMessage> messages) implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            messages.add(message);
        }

        List<String> texts() {
            return messages.stream()
                    .map(m -> new String(m.getPayload(), StandardCharsets.UTF_8))
                    .toList();
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String url) {}

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {}
    }

    @AfterEach
    void stop() throws Exception {
        for (var closed : open) {
            closed.close();
        }
        agent.close();
    }

    @Test
    void arriveInOrderAndAreAnswered() throws Exception {
        start();
        provision(
                "/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}", "g1");
        var device = device("g1");
        var noted = subscribe(device, "/gates/g1/cmd");
        for (int i = 0; i < 20; i++) {
            ask("g1", "open", String.valueOf(i));
        }
        await(() -> noted.messages.size() == 20);
        assertThat(noted.texts().getFirst()).isEqualTo("{\"open\":0}");
        assertThat(noted.texts().getLast()).isEqualTo("{\"open\":19}");
        var second = noted.messages.get(1);
        var properties = second.getProperties();
        if (kind == Kind.EXTERNAL_BEFORE_5) {
            assertThat(properties.getResponseTopic()).isNull();
            device.sendAndWait("json/gates/g1/cmdexe", "{\"open\":\"done\"}");
            await(() -> command(0).state() == State.OK);
            return;
        }
        assertThat(properties.getMessageExpiryInterval()).isBetween(3_500L, 3_600L);
        assertThat(properties.getResponseTopic()).isEqualTo("/json/gates/g1/cmdexe");

        var answer = new MqttMessage("{\"open\":\"done\"}".getBytes(StandardCharsets.UTF_8));
        answer.setQos(1);
        answer.setProperties(new MqttProperties());
        answer.getProperties().setCorrelationData(properties.getCorrelationData());
        device.paho.publish(properties.getResponseTopic(), answer).waitForCompletion(20_000);
        await(() -> command(1).state() == State.OK);
        assertThat(command(0).state()).as("it was not named").isEqualTo(State.PENDING);
        device.sendAndWait("gates/g1/cmdexe", "{\"open\":\"first\",\"close\":1}");
        await(() -> command(0).state() == State.OK);
        assertThat(command(0).info().asString()).isEqualTo("first");
        assertThat(value("g1", "open_status").asString()).isEqualTo("OK");
        assertThat(value("g1", "open_info").asString()).isEqualTo("first");
        await(() -> !agent.stores.letters.all.isEmpty());
        assertThat(agent.stores.letters.all.getFirst())
                .extracting(DeadLetter::detail)
                .asString()
                .startsWith("COMMAND_NOT_FOUND");
    }

    /** The acknowledgement of its answer was lost, and the device says it again. */
    @Test
    void areEndedOnceByAnAnswerThatIsDeliveredAgain() throws Exception {
        if (kind != Kind.EMBEDDED) {
            return; // An external broker has acknowledged it itself.
        }
        start();
        provision(
                "/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}", "g1");
        var noted = subscribe(device("g1"), "/gates/g1/cmd");
        for (int i = 0; i < 3; i++) {
            ask("g1", "open", String.valueOf(i));
        }
        await(() -> noted.messages.size() == 3 && command(2).sentAt() != null);
        answer(false);
        answer(true);
        answer(true);
        assertThat(agent.commands.all)
                .extracting(DeviceCommand::state)
                .containsExactly(State.OK, State.PENDING, State.PENDING);
        answer(false);
        assertThat(agent.commands.all)
                .as("another answer that says the same")
                .extracting(DeviceCommand::state)
                .containsExactly(State.OK, State.OK, State.PENDING);
    }

    private void answer(boolean duplicate) throws Exception {
        Client.deliver(port, "g1x", "/json/gates/g1/cmdexe", "{\"open\":\"ok\"}", duplicate);
    }

    @Test
    void waitForADeviceUntilItIsHeard() throws Exception {
        if (kind == Kind.EXTERNAL_BEFORE_5) {
            return; // nobody tells us that it is not there
        }
        start();
        provision("/iot/d", "ulgates", "{'entity_type':'Gate','commands':[{'name':'open'}]}", "g2");
        ask("g2", "open", "{\"wide\":1,\"by\":\"left\"}");
        await(() -> tried.get() > 0);
        var device = device("g2");
        // No filter of its own, from which it would be known.
        var noted = subscribe(device, "/+/g2/cmd");
        assertThat(noted.messages).isEmpty();
        device.sendAndWait("/ul/ulgates/g2/attrs", "t|1");
        await(() -> noted.messages.size() == 1);
        assertThat(noted.texts()).containsExactly("g2@open|wide=1|by=left");
        device.sendAndWait("/ul/ulgates/g2/attrs", "g2@open|opened");
        await(() -> command(0).state() == State.OK);
        assertThat(value("g2", "open_info").asString()).isEqualTo("opened");
        assertThat(value("g2", "t").asInt()).isEqualTo(1);
    }

    @Test
    void reachAnEmbeddedBrokersDeviceAsSoonAsItSubscribes() throws Exception {
        if (kind != Kind.EMBEDDED) {
            return; // nobody tells us
        }
        start();
        provision(
                "/iot/json",
                "gates",
                "{'entity_type':'Gate','commands':[{'name':'open','payloadType':'text','mqtt':{'qos':'0'}}]}",
                "g3");
        ask("g3", "open", "\"wide\"");
        await(() -> tried.get() > 0);
        var noted = subscribe(device("g3"), "gates/g3/cmd");
        assertThat(noted.messages).isEmpty();
        var slashed = subscribe(device("g3b"), "/gates/g3/cmd");
        await(() -> slashed.messages.size() == 1);
        assertThat(slashed.texts()).containsExactly("wide");
        assertThat(slashed.messages.getFirst().getQos()).isZero();
    }

    @Test
    void areSaidInTheLanguageOfAnEcosystem() throws Exception {
        start();
        provision(
                "",
                "plugs",
                "{'entity_type':'Gate','template':'tasmota','commands':[{'name':'POWER'}]}",
                "plug-3");
        var device = device("plug-3");
        var noted = subscribe(device, "cmnd/plug-3/#");
        ask("plug-3", "POWER", "\"ON\"");
        await(() -> noted.messages.size() == 1);
        assertThat(noted.texts()).containsExactly("ON");
        device.sendAndWait("stat/plug-3/RESULT", "{\"POWER\":\"ON\"}");
        await(() -> command(0).state() == State.OK);
        assertThat(value("plug-3", "POWER_status").asString()).isEqualTo("OK");
        assertThat(value("plug-3", "POWER_info").asString()).isEqualTo("ON");
        assertThat(value("plug-3", "POWER").asString()).as("it asks, and tells not").isEmpty();
    }

    private void start() throws Exception {
        port = EmbeddedBrokerTest.freePort();
        var publisher =
                switch (kind) {
                    case EMBEDDED -> embedded();
                    case EXTERNAL -> external("5");
                    case EXTERNAL_BEFORE_5 -> external("3.1.1");
                };
        agent.publisher = new Tried(publisher, tried);
    }

    private CommandPublisher embedded() throws Exception {
        var broker =
                new EmbeddedBroker(
                        settings("", "auto"),
                        folder,
                        agent.readings,
                        topics(),
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        broker.start();
        open.add(broker);
        return broker.publisher();
    }

    private CommandPublisher external(String version) throws Exception {
        var mosquitto = new Mosquitto(folder);
        port = mosquitto.port;
        var broker =
                new ExternalBrokers(
                        settings(mosquitto.url(), version), folder, agent.readings, topics());
        broker.start();
        open.add(broker);
        open.add(mosquitto);
        await(broker::isConnected);
        return broker;
    }

    private MqttTopics topics() {
        return new MqttTopics(agent.topics, InstantSource.system());
    }

    private MqttSettings settings(String url, String version) {
        return Settings.of(
                "url",
                url,
                "version",
                version,
                "port",
                String.valueOf(port),
                "bind",
                "127.0.0.1",
                "window",
                "50",
                "total-window",
                "1000",
                "max-hold",
                "10s",
                "max-packet",
                "10000");
    }

    private void provision(String resource, String apikey, String group, String device) {
        agent.group(resource, apikey, group);
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", apikey, device, TestAgent.json("{}"))));
    }

    private void ask(String device, String command, String json) {
        Asking.ask(agent, ++asked, "urn:ngsi-ld:Gate:" + device, command, json);
    }

    private Client device(String id) throws MqttException {
        var client = new Client(port, id).connect();
        open.addFirst(client);
        return client;
    }

    private static Noted subscribe(Client client, String filter) throws MqttException {
        var noted = new Noted(new CopyOnWriteArrayList<>());
        client.paho.setCallback(noted);
        client.paho.subscribe(filter, 1).waitForCompletion(20_000);
        return noted;
    }

    private DeviceCommand command(int index) {
        return List.copyOf(agent.commands.all).get(index);
    }

    private JsonNode value(String device, String attribute) {
        var found = agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Gate:" + device);
        return ((city.auriga.core.model.AttributeValue.Property)
                        found.orElseThrow()
                                .instance(
                                        "https://uri.etsi.org/ngsi-ld/default-context/" + attribute,
                                        null)
                                .orElseThrow()
                                .value())
                .value();
    }
}
