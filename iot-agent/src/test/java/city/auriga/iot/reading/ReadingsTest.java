package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.iot.payload.Topic;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReadingsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    /** And leaves no letter of it; others are not concerned. */
    @Test
    void takesNoMoreOfADeviceThanItMaySend() {
        agent.group("", "few", "{'entity_type': 'Sensor', 'rateLimit': 5}");
        agent.group("", "many", "{'entity_type': 'Meter', 'rateLimit': 5}");
        int taken = 0;
        for (int i = 0; i < 50; i++) {
            taken += send("/json/few/noisy/attrs", "{\"n\":" + i + "}").join().written();
        }
        // A second may have ended meanwhile.
        assertThat(taken).isBetween(5, 45);
        assertThat(send("/json/few/quiet/attrs", "{\"n\":1}").join().written()).isEqualTo(1);
        assertThat(send("/json/many/noisy/attrs", "{\"n\":1}").join().written())
                .as("of the same name, but of another group")
                .isEqualTo(1);
        assertThat(agent.stores.letters.all).isEmpty();
        assertThat(
                        agent.registry
                                .counter(
                                        "auriga.iot.readings.refused",
                                        "transport",
                                        "mqtt",
                                        "reason",
                                        "rate_limited")
                                .count())
                .isEqualTo(50 - taken);
    }

    @Test
    void provisionsAnUnknownDeviceOnceHoweverManyReadingsArrive() throws Exception {
        var replies = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (int i = 0; i < 200; i++) {
            replies.add(send("/json/key/new/attrs", "{\"n\":" + i + "}"));
        }
        for (var reply : replies) {
            assertThat(reply.get(20, TimeUnit.SECONDS).written()).isEqualTo(1);
        }
        assertThat(agent.stores.devices.all).hasSize(1);
        assertThat(agent.value("new", "n").map(JsonNode::intValue)).contains(199);
    }

    @Test
    void leavesUnknownDevicesAloneIfTheGroupSaysSo() throws Exception {
        agent.group("/iot/json", "closed", "{'entity_type': 'Sensor', 'autoprovision': false}");
        assertThat(reasons("/json/closed/x/attrs", "{\"t\":1}"))
                .containsExactly(Reason.UNIDENTIFIED);
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "", "x", TestAgent.json("{}"))));
        agent.senders.groupsChanged();
        assertThat(reasons("/json/closed/x/attrs", "{\"t\":1}")).isEmpty();
        assertThat(agent.stores.devices.all).extracting(Device::apikey).containsExactly("closed");
    }

    /** Another process may have removed it, and a third have created it anew. */
    @Test
    void asksAnewForTheDevicesOfATenantThatIsAnotherOne() throws Exception {
        agent.stores.tenants.all.put(TestAgent.TENANT, NOW);
        assertThat(reasons("/json/key/d/attrs", "{\"t\":1}")).isEmpty();
        agent.stores.groups.all.clear();
        agent.stores.devices.all.clear();
        assertThat(reasons("/json/key/d/attrs", "{\"t\":2}")).isEmpty();
        agent.stores.tenants.all.put(TestAgent.TENANT, NOW.plusSeconds(1));
        assertThat(reasons("/json/key/d/attrs", "{\"t\":3}")).containsExactly(Reason.UNIDENTIFIED);
    }

    @Test
    void theDeviceWinsOverItsGroup() throws Exception {
        agent.group(
                "/iot/json",
                "both",
                "{'entity_type': 'Sensor', 'attributes': ["
                        + "{'object_id': 't', 'name': 'temperature', 'type': 'Number'},"
                        + "{'object_id': 'h', 'name': 'humidity', 'type': 'Number'}]}");
        agent.stores.devices.add(
                List.of(
                        new Device(
                                TestAgent.TENANT,
                                "/",
                                "both",
                                "d",
                                TestAgent.json(
                                        "{'entity_name': 'Special', 'attributes': [{'object_id':"
                                                + " 't', 'name': 'warmth', 'type': 'Number'}]}"))));
        assertThat(reasons("/json/both/d/attrs", "{\"t\":\"1\",\"h\":\"2\"}")).isEmpty();
        assertThat(agent.value("Special", "warmth").map(JsonNode::intValue)).contains(1);
        assertThat(agent.value("Special", "humidity").map(JsonNode::intValue)).contains(2);
    }

    @Test
    void aDeviceMayHaveAnApikeyOfItsOwn() throws Exception {
        agent.stores.devices.add(
                List.of(
                        new Device(
                                TestAgent.TENANT,
                                "/",
                                "mine",
                                "d",
                                TestAgent.json("{'entity_type': 'Sensor'}"))));
        assertThat(reasons("/json/mine/d/attrs", "{\"t\":1}")).isEmpty();
        assertThat(agent.value("d", "t")).isPresent();
    }

    @Test
    void theNewestOfSeveralMeasuresStays() throws Exception {
        assertThat(
                        reasons(
                                "/json/key/multi/attrs",
                                "[{\"t\":2,\"TimeInstant\":\"2026-05-01T09:00:02Z\"},"
                                        + "{\"t\":1,\"TimeInstant\":\"2026-05-01T09:00:01Z\"}]"))
                .isEmpty();
        assertThat(agent.value("multi", "t").map(JsonNode::intValue)).contains(2);
        assertThat(agent.writer.history()).hasSize(2);
    }

    @Test
    void constantsAreWrittenOnceAndAgainIfTheEntityWasDeleted() throws Exception {
        agent.group(
                "/iot/json",
                "fixed",
                "{'entity_type': 'Sensor', 'static_attributes': [{'name': 'floor', 'type':"
                        + " 'Number', 'value': 3}]}");
        assertThat(reasons("/json/fixed/s/attrs", "{\"t\":1}")).isEmpty();
        assertThat(reasons("/json/fixed/s/attrs", "{\"t\":2}")).isEmpty();
        assertThat(agent.writer.history()).hasSize(2);
        var id = new EntityId("urn:ngsi-ld:Sensor:s");
        agent.writer.write(TestAgent.TENANT, id, new DeleteEntity(id), NOW).get();
        assertThat(reasons("/json/fixed/s/attrs", "{\"t\":3}")).isEmpty();
        assertThat(agent.value("s", "floor").map(JsonNode::intValue)).contains(3);
    }

    @Test
    void whatFitsIsWrittenAndWhatDoesNotIsADeadLetter() throws Exception {
        agent.group(
                "/iot/json",
                "typed",
                "{'entity_type': 'Sensor', 'attributes': [{'name': 'n', 'type': 'Number'}]}");
        var outcome = send("/json/typed/d/attrs", "{\"n\":\"many\",\"t\":1}").get();
        assertThat(outcome.written()).isEqualTo(1);
        assertThat(agent.stores.letters.all).hasSize(1);
        assertThat(agent.stores.letters.all.getFirst().tenant()).isEqualTo(TestAgent.TENANT);
        assertThat(agent.stores.letters.all.getFirst().detail()).contains("expected a number");
    }

    @Test
    void storageThatIsAwayIsNoReasonForADeadLetter() {
        agent.writer.away(true);
        assertThatThrownBy(() -> send("/json/key/d/attrs", "{\"t\":1}").get())
                .isInstanceOf(ExecutionException.class)
                .satisfies(e -> assertThat(Readings.isTransient(e.getCause())).isTrue());
        agent.stores.letters.unavailable = true;
        assertThatThrownBy(() -> send("/json/key/d/attrs", "{broken").get())
                .isInstanceOf(ExecutionException.class)
                .satisfies(e -> assertThat(Readings.isTransient(e.getCause())).isTrue());
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @Test
    void aFloodOfEqualPoisonIsCounted() throws Exception {
        var replies = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (int i = 0; i < 500; i++) {
            replies.add(send("/json/key/flood/attrs", "{broken"));
        }
        for (var reply : replies) {
            reply.get(20, TimeUnit.SECONDS);
        }
        assertThat(agent.stores.letters.all.stream().mapToLong(l -> l.count()).sum())
                .isEqualTo(500);
        assertThat(agent.stores.letters.all.size()).isLessThan(500);
    }

    @Test
    void countsWhatHappens() throws Exception {
        assertThat(reasons("/json/key/m/attrs", "{\"t\":1}")).isEmpty();
        assertThat(reasons("/json/key/m/attrs", "{broken")).containsExactly(Reason.PARSE);
        var registry = agent.registry;
        assertThat(registry.counter("auriga.iot.readings.received", "transport", "mqtt").count())
                .isEqualTo(2);
        assertThat(registry.counter("auriga.iot.readings.committed", "transport", "mqtt").count())
                .isEqualTo(1);
        assertThat(
                        registry.counter(
                                        "auriga.iot.readings.refused",
                                        "transport",
                                        "mqtt",
                                        "reason",
                                        "parse")
                                .count())
                .isEqualTo(1);
    }

    /** Or it would be written again and again. */
    @Test
    void commitsWhatCannotBeCounted() throws Exception {
        agent.registry
                .config()
                .meterFilter(
                        new MeterFilter() {
                            @Override
                            public Meter.Id map(Meter.Id id) {
                                throw new IllegalStateException("as if");
                            }
                        });
        var outcome = send("/json/key/uncounted/attrs", "{\"n\":1}").get(20, TimeUnit.SECONDS);
        assertThat(outcome.written()).isEqualTo(1);
        assertThat(agent.value("uncounted", "n")).isPresent();
    }

    /** Many have sensors that they call "temp". */
    @Test
    void worksOnDevicesThatHaveTheSameIdSideBySide() throws Exception {
        var others = IntStream.range(0, 8).mapToObj(i -> "other-" + i).toList();
        others.forEach(apikey -> agent.group("", apikey, "{'entity_type': 'Sensor'}"));
        var inside = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var groups = agent.stores.groups;
        groups.looked =
                () -> {
                    groups.looked = () -> {};
                    inside.countDown();
                    assertThatNoException().isThrownBy(end::await);
                };
        var slow = send("/json/key/temp/attrs", "{\"n\":1}");
        try {
            inside.await();
            var quick =
                    others.stream().map(key -> send("/json/" + key + "/temp/attrs", "{\"n\":1}"));
            CompletableFuture.anyOf(quick.toArray(CompletableFuture[]::new))
                    .get(20, TimeUnit.SECONDS);
        } finally {
            end.countDown();
        }
        assertThat(slow.get(20, TimeUnit.SECONDS).written()).isEqualTo(1);
    }

    /** Also when the change of their apikey has ended: some of them may be on their way. */
    @Test
    void keepsThoseOfADeviceInOrderWhicheverApikeyItHas() {
        var changing = "{'entity_type': 'Sensor', 'nextApikey': 'new'}";
        agent.group("/iot/json", "old", changing);
        assertThat(partitions("new")).isEqualTo(partitions("old"));
        assertThat(List.of("key", "ulkey", "k1", "k2"))
                .anyMatch(key -> !partitions(key).equals(partitions("old")));
        var groups = agent.stores.groups;
        var ended = TestAgent.json("{'entity_type': 'Sensor'}");
        groups.replace(
                groups.find("/iot/json", "old").orElseThrow(),
                new DeviceGroup(TestAgent.TENANT, "/", "/iot/json", "new", ended));
        agent.senders.groupsChanged();
        assertThat(partitions("new")).isEqualTo(partitions("old"));
    }

    private List<Integer> partitions(String apikey) {
        return IntStream.range(0, 50)
                .mapToObj(i -> "/json/" + apikey + "/d" + i + "/attrs")
                .map(topic ->
                        Reading.of(Topic.parse(topic).orElseThrow(), topic, new byte[0], NOW, null))
                .map(reading -> agent.readings.partition(agent.readings.order(reading)))
                .toList();
    }

    private List<Reason> reasons(String topic, String payload) throws Exception {
        return send(topic, payload).get(20, TimeUnit.SECONDS).refusals().stream()
                .map(refusal -> refusal.reason())
                .toList();
    }

    private CompletableFuture<ReadingOutcome> send(String topic, String payload) {
        return agent.readings.accept(
                Reading.of(
                        Topic.parse(topic).orElseThrow(),
                        topic,
                        payload.getBytes(StandardCharsets.UTF_8),
                        NOW,
                        null));
    }
}
