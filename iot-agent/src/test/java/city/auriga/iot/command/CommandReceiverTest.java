package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class CommandReceiverTest {
    private static final String GATE = "urn:ngsi-ld:Gate:g1";
    private final TestAgent agent = new TestAgent();

    @BeforeEach
    void provision() {
        agent.group("/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        device("g1", "{}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    /** Killed between storing and crossing out: another process adopts the change. */
    @Test
    void makesOneCommandOfAChangeThatIsToldTwice() throws Exception {
        take(7);
        var stored = agent.commands.all.getFirst();
        assertThat(stored.state()).isEqualTo(State.PENDING);
        assertThat(agent.value("g1", "open_status")).isEmpty();
        assertThat(status()).isEqualTo("PENDING");
        agent.commands.finish(
                stored.id(),
                State.OK,
                JsonNodeFactory.instance.stringNode("x"),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        agent.states.show(
                agent.entityDevices.find(stored.address()).orElseThrow(),
                agent.commands.all.getFirst());
        take(7);
        assertThat(agent.commands.all).hasSize(1);
        assertThat(status()).as("not set back").isEqualTo("OK");
        take(8);
        assertThat(agent.commands.all).hasSize(2);
    }

    @Test
    void keepsAChangeInTheOutboxUntilItsCommandsAreStored() throws Exception {
        agent.writer.away(true);
        var done = new CountDownLatch(1);
        agent.receiver.take(Asking.change(1, GATE, "open", "1"), CommandNames.ID, done::countDown);
        await().until(() -> agent.writer.refused() > 1);
        assertThat(done.getCount()).isEqualTo(1);
        agent.writer.away(false);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.commands.all).hasSize(1);
    }

    /** Its commands keep their order, and are shown once; those of others pass them. */
    @Test
    void holdsOnlyWhatIsOfADeviceThatIsMoved() throws Exception {
        device("g2", "{}");
        var moving = new Address(TestAgent.TENANT, "/", "gates", "g1");
        agent.commands.moving.add(moving);
        var held = new CountDownLatch(2);
        ask(1, GATE, held);
        ask(2, GATE, held);
        for (int i = 3; i < 6; i++) {
            var passed = new CountDownLatch(1);
            ask(i, "urn:ngsi-ld:Gate:g2", passed);
            assertThat(passed.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(held.getCount()).isEqualTo(2);
        // They are tried again and again.
        await().until(() -> agent.commands.refused.get() > 4);
        var shown = modified();
        await().until(() -> agent.commands.refused.get() > 8);
        assertThat(modified()).isEqualTo(shown);
        agent.commands.moving.clear();
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.commands.all.stream().filter(c -> c.address().equals(moving)))
                .extracting(DeviceCommand::value)
                .extracting(JsonNode::asInt)
                .containsExactly(1, 2);
    }

    private void ask(int number, String gate, CountDownLatch done) {
        agent.receiver.take(
                Asking.change(number, gate, "open", Integer.toString(number)),
                CommandNames.ID,
                done::countDown);
    }

    /** When its Entity has shown something of the command last. */
    private Instant modified() {
        return agent.writer
                .find(TestAgent.TENANT, GATE)
                .orElseThrow()
                .instance("https://uri.etsi.org/ngsi-ld/default-context/open_status", null)
                .orElseThrow()
                .modifiedAt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ; ",
            textBlock =
                    """
                    urn:ngsi-ld:Gate:g1         ; g1
                    urn:ngsi-ld:Gate:north      ; named
                    https://example.org/gate    ; iri
                    urn:ngsi-ld:Bar:own         ; own
                    urn:ngsi-ld:Gate:a%7Cb      ; a|b
                    urn:ngsi-ld:Gate:none       ; -
                    urn:ngsi-ld:Other:g1        ; -
                    """)
    void findsTheDeviceOfAnEntity(String entity, String expected) throws Exception {
        device("named", "{'entity_name':'north'}");
        device("iri", "{'entity_name':'https://example.org/gate'}");
        device("own", "{'entity_type':'Bar'}");
        device("a|b", "{}");
        var done = new CountDownLatch(1);
        agent.receiver.take(
                Asking.change(1, entity, "open", "1"), CommandNames.ID, done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.commands.all.stream().map(DeviceCommand::address).map(a -> a.device()))
                .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
    }

    /**
     * Several devices may stand for one Entity; one that does not know its apikey takes its
     * group's.
     */
    @Test
    void tellsEachDeviceOfAnEntity() throws Exception {
        agent.stores.devices.add(
                List.of(
                        new Device(
                                TestAgent.TENANT,
                                "/quay",
                                "",
                                "k1",
                                TestAgent.json(
                                        "{'entity_name':'"
                                                + GATE
                                                + "','entity_type':'Gate','commands':[{'name':'open'}]}"))));
        take(1);
        assertThat(agent.commands.all.stream().map(c -> c.address().device()))
                .containsExactlyInAnyOrder("g1", "k1");
        assertThat(agent.commands.all.stream().map(DeviceCommand::id).distinct()).hasSize(2);
    }

    /** Stored when nobody looked at these members yet. */
    @Test
    void takesMeasuresOfADeviceWhoseDeclarationsAreWrong() {
        device("old", "{'transport':'carrier pigeon','endpoint':'x'}");
        var answer = agent.senders.find("/iot/json", "gates", "old");
        assertThat(answer).isInstanceOf(Answer.Found.class);
        assertThat(((Answer.Found) answer).sender().commands().rules()).isEmpty();
    }

    /** However the Entity comes back after somebody deleted it. */
    @ParameterizedTest
    @CsvSource({"reading", "provisioning", "state"})
    void bringsTheAttributesOfCommandsBack(String by) throws Exception {
        hear();
        assertThat(attribute("open_status")).contains("UNKNOWN");
        take(1);
        agent.writer.clear();
        switch (by) {
            case "reading" -> hear();
            case "provisioning" ->
                    agent.provisioned.devicesChanged(
                            List.of(
                                    new Device(
                                            TestAgent.TENANT,
                                            "/",
                                            "gates",
                                            "g1",
                                            TestAgent.json("{}"))));
            default -> take(2);
        }
        assertThat(attribute("open")).isNotEqualTo("none");
        assertThat(attribute("open_status")).contains(by.equals("state") ? "PENDING" : "UNKNOWN");
    }

    @Test
    void isCounted() throws Exception {
        take(1);
        take(1);
        take(2);
        var device = agent.commands.all.getFirst().address();
        var sender = agent.entityDevices.find(device).orElseThrow();
        agent.answers.fetch(sender, Instant.now().truncatedTo(ChronoUnit.MICROS));
        assertThat(
                        agent.registry.get("auriga.iot.commands").counters().stream()
                                .map(c -> c.getId().getTag("state") + " " + (int) c.count()))
                .containsExactlyInAnyOrder("pending 2", "delivered 2");
        // They are counted every ten seconds.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> agent.registry.get("auriga.iot.commands.open").gauge().value() == 2);
    }

    private void hear() throws Exception {
        var topic = "/json/gates/g1/attrs";
        var payload = "{\"t\":1}".getBytes(StandardCharsets.UTF_8);
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        agent.readings
                .accept(Reading.of(Topic.parse(topic).orElseThrow(), topic, payload, now, null))
                .get(20, TimeUnit.SECONDS);
    }

    private String attribute(String name) {
        return agent.writer
                .find(TestAgent.TENANT, GATE)
                .flatMap(e ->
                        e.instance("https://uri.etsi.org/ngsi-ld/default-context/" + name, null))
                .map(a -> a.value().toString())
                .orElse("none");
    }

    private void take(long outboxId) throws InterruptedException {
        var done = new CountDownLatch(1);
        agent.receiver.take(
                Asking.change(outboxId, GATE, "open", "{\"wide\":1}"),
                CommandNames.ID,
                done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private String status() {
        return agent.writer
                .find(TestAgent.TENANT, GATE)
                .orElseThrow()
                .instance("https://uri.etsi.org/ngsi-ld/default-context/open_status", null)
                .orElseThrow()
                .value()
                .toString()
                .replaceAll(".*value=\"(\\w+)\".*", "$1");
    }

    private void device(String id, String document) {
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "gates", id, TestAgent.json(document))));
    }
}
