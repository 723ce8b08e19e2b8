package city.auriga.iot.mqtt;

import static city.auriga.iot.mqtt.EmbeddedBrokerTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.entity.OnDemand.Answers;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.query.Projection;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Questions to a device at the embedded broker, and at Mosquitto. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class LazyOverMqttTest {
    @Parameter boolean isEmbedded;
    @TempDir Path folder;
    private final TestAgent agent = new TestAgent();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = EmbeddedBrokerTest.freePort();
        agent.publisher = isEmbedded ? embedded() : external();
        agent.group(
                "/iot/json",
                "lamps",
                "{'entity_type':'Lamp','lazy':[{'name':'battery','type':'Number'}]}");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "lamps", "l1", TestAgent.json("{}"))));
    }

    @AfterEach
    void stop() throws Exception {
        for (var closed : open) {
            closed.close();
        }
        agent.close();
    }

    @Test
    void areAnsweredOnTheTopicOfMeasures() throws Exception {
        var device = connected("l1");
        answer(device, false);
        assertThat(ask()).isEqualTo(new Answers(true, Map.of()));
        assertThat(agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Lamp:l1").orElseThrow())
                .asString()
                .contains("battery", "71")
                .doesNotContain("_id");
    }

    @Test
    void areAnsweredOnTheResponseTopic() throws Exception {
        var device = connected("l1");
        answer(device, true);
        var answers = ask();
        assertThat(answers.news()).isTrue();
        assertThat(answers.missing()).as("it says something else").hasSize(1);
    }

    /** The embedded broker knows; another one says so. */
    @Test
    void areNotSentToWhoIsAway() throws Exception {
        long begin = System.nanoTime();
        assertThat(ask().missing()).hasSize(1);
        if (isEmbedded) {
            var options = new MqttConnectionOptions();
            options.setCleanStart(false);
            options.setSessionExpiryInterval(3_600L);
            var device = new Client(port, "sleeper").connect(options);
            device.paho.subscribe("/lamps/l1/lazy", 1).waitForCompletion(20_000);
            device.paho.disconnect().waitForCompletion(20_000);
            await(() -> !mayReachNow());
            begin = System.nanoTime();
            assertThat(ask().missing()).as("its session is there, it is not").hasSize(1);
            device.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(TestAgent.LAZY_TIMEOUT.dividedBy(2));
    }

    private boolean mayReachNow() {
        try {
            return agent.publisher.mayReachNow("/lamps/l1/lazy");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(Client device, boolean there) throws MqttException {
        device.paho.setCallback(new Answering(device, there));
        device.paho.subscribe("/lamps/l1/lazy", 1).waitForCompletion(20_000);
    }

    /** A device that says what its battery is. */
    private record Answering(Client device, boolean there) implements Silent {
        @Override
        public void messageArrived(String topic, MqttMessage question) throws Exception {
            var asked = new JsonMapper().readTree(question.getPayload());
            assertThat(asked.path("get").toString()).isEqualTo("[\"battery\"]");
            if (there) {
                var answer = new MqttMessage("{\"x\":1}".getBytes(StandardCharsets.UTF_8));
                answer.setQos(1);
                answer.setProperties(new MqttProperties());
                answer.getProperties()
                        .setCorrelationData(question.getProperties().getCorrelationData());
                var _ = device.paho.publish(question.getProperties().getResponseTopic(), answer);
            } else {
                var _ =
                        device.send(
                                "lamps/l1/attrs",
                                "{\"battery\":71,\"_id\":%s}".formatted(asked.path("id")));
            }
        }
    }

    private Answers ask() {
        var now = Instant.parse("2026-05-01T10:00:00Z");
        var lamp =
                new Entity(
                        new EntityId("urn:ngsi-ld:Lamp:l1"),
                        List.of("https://uri.etsi.org/ngsi-ld/default-context/Lamp"),
                        List.of(),
                        Map.of(),
                        now,
                        now,
                        null);
        try (var reads = agent.reads(10)) {
            return reads.ask(TestAgent.TENANT, List.of(lamp), Projection.ALL);
        }
    }

    private Client connected(String id) throws MqttException {
        var client = new Client(port, id).connect();
        open.addFirst(client);
        return client;
    }

    private CommandPublisher embedded() throws Exception {
        var broker =
                new EmbeddedBroker(
                        settings(""),
                        folder,
                        agent.readings,
                        topics(),
                        agent.senders::isKnown,
                        agent.dispatch::heard);
        broker.start();
        open.add(broker);
        return broker.publisher();
    }

    private CommandPublisher external() throws Exception {
        var mosquitto = new Mosquitto(folder);
        port = mosquitto.port;
        var broker =
                new ExternalBrokers(settings(mosquitto.url()), folder, agent.readings, topics());
        broker.start();
        open.add(broker);
        open.add(mosquitto);
        await(broker::isConnected);
        return broker;
    }

    private MqttTopics topics() {
        return new MqttTopics(agent.topics, InstantSource.system());
    }

    private MqttSettings settings(String url) {
        return Settings.of(
                "url",
                url,
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
}
