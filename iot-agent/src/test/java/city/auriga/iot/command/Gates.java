package city.auriga.iot.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.model.AttributeValue;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.ReadingOutcome;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An agent with devices that take whatever they are told, and are noted what they were told. */
final class Gates implements AutoCloseable {
    static final String PREFIX = "urn:ngsi-ld:Gate:";
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";

    final TestAgent agent = new TestAgent();

    /** Topics, and what was published there. */
    final List<String> published = new CopyOnWriteArrayList<>();

    /** What the broker does. */
    volatile CommandPublisher.Fate fate = CommandPublisher.Fate.TAKEN;

    private long asked;

    Gates() {
        agent.publisher =
                new CommandPublisher() {
                    @Override
                    public boolean mayReach(String topic) {
                        return true;
                    }

                    @Override
                    public Fate publish(Message message) {
                        published.add(message.topic() + " " + new String(message.payload(), UTF_8));
                        return fate;
                    }

                    @Override
                    public Fate publish(Downlink downlink, String apikey) {
                        published.add(
                                downlink.topic() + " " + new String(downlink.payload(), UTF_8));
                        return fate;
                    }
                };
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    Device device(String apikey, String id, String document) {
        var device = new Device(TestAgent.TENANT, "/", apikey, id, TestAgent.json(document));
        agent.stores.devices.add(List.of(device));
        return device;
    }

    /** Updates an Attribute that is a command, and waits until that is settled. */
    void ask(String entity, String command, String json) throws InterruptedException {
        ask(entity, command, json, "");
    }

    /**
     * @param qos of the command; none if empty
     */
    void ask(String entity, String command, String json, String qos) throws InterruptedException {
        var done = new CountDownLatch(1);
        agent.receiver.take(
                Asking.change(++asked, entity, command, json, qos),
                CommandNames.ID,
                done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As {@link #ask}, and waits until it is on its way. */
    DeviceCommand send(String entity, String command, String json) throws InterruptedException {
        int before = agent.commands.all.size();
        ask(entity, command, json);
        assertThat(agent.commands.all).hasSize(before + 1);
        await().until(() -> agent.commands.all.get(before).sentAt() != null);
        return agent.commands.all.get(before);
    }

    Reading reading(String topic, String payload, Instant received) {
        var bytes = payload.getBytes(UTF_8);
        return Topic.parse(topic)
                .map(own -> Reading.of(own, topic, bytes, received, null))
                .orElseGet(() -> {
                    var route = agent.topics.find(topic).orElseThrow();
                    return Reading.of(
                            route.value(), new Incoming(topic, route.captures(), bytes, received));
                });
    }

    ReadingOutcome hear(Reading reading) throws Exception {
        return agent.readings.accept(reading).get(10, TimeUnit.SECONDS);
    }

    ReadingOutcome hear(String topic, String payload) throws Exception {
        return hear(reading(topic, payload, now()));
    }

    List<State> states() {
        return agent.commands.all.stream().map(DeviceCommand::state).toList();
    }

    /** The value of an Attribute as a text, or (none). */
    String value(String entity, String attribute) {
        return agent.writer
                .find(TestAgent.TENANT, entity)
                .flatMap(found -> found.instance(VOCABULARY + attribute, null))
                .map(found -> ((AttributeValue.Property) found.value()).value().asString())
                .orElse("(none)");
    }

    @Override
    public void close() {
        agent.close();
    }
}
