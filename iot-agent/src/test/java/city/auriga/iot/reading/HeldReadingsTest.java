package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldReadingsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<String> released = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private final HeldReadings held =
            new HeldReadings(
                    agent.readings, executor, Duration.ofMinutes(1), () -> givenUp.add("now"));
    private int second;

    @AfterEach
    void close() {
        executor.shutdownNow();
        agent.close();
    }

    private void offer(String device, int value) {
        offer("held", device, value, true);
    }

    private void offer(String apikey, String device, int value, boolean comesAgain) {
        var topic = "/json/" + apikey + "/" + device + "/attrs";
        var payload = ("{\"t\":" + value + "}").getBytes(UTF_8);
        var received = NOW.plusSeconds(second++);
        var reading = Reading.of(Topic.parse(topic).orElseThrow(), topic, payload, received, null);
        var name = device + value;
        executor.execute(() -> held.offer(reading, new Kept(name, comesAgain)));
    }

    private final class Kept implements HeldReadings.Message {
        private final String name;
        private final boolean comesAgain;

        Kept(String name, boolean comesAgain) {
            this.name = name;
            this.comesAgain = comesAgain;
        }

        @Override
        public boolean comesAgain() {
            return comesAgain;
        }

        @Override
        public void release() {
            released.add(name);
        }

        @Override
        public void discard() {
            released.add("no " + name);
        }
    }

    /** What other devices sent is through, and waits only for its acknowledgement. */
    @Test
    void triesAgainWhatFailedAndWhatIsBehindItOfThatDevice() {
        agent.group(
                "",
                "held",
                "{'entity_type': 'Sensor', 'timestamp': false, 'attributes': [{'name': 'total',"
                        + " 'expression': '(oldCtxt.total ?: 0) + t'}]}");
        agent.writer.hold();
        agent.writer.refuse(1);
        offer("a", 1);
        await().until(() -> agent.writer.refused() == 1);
        offer("b", 5);
        offer("a", 2);
        offer("b", 6);
        agent.writer.release();
        await().until(() -> released.size() == 4);
        assertThat(released).containsExactly("a1", "b5", "a2", "b6");
        assertThat(agent.value("a", "total").orElseThrow().intValue()).isEqualTo(3);
        assertThat(agent.value("b", "total").orElseThrow().intValue()).isEqualTo(11);
        assertThat(agent.value("a", "t").orElseThrow().intValue()).isEqualTo(2);
        assertThat(agent.writer.history()).as("each is written once").hasSize(4);
        assertThat(givenUp).isEmpty();
    }

    /** Each is written when it comes, though it is acknowledged behind what came before it. */
    @Test
    void whatCannotBeWrittenHoldsUpItsDeviceOnly() {
        agent.group("", "held", "{'entity_type': 'Sensor', 'timestamp': false}");
        agent.writer.awayFor("urn:ngsi-ld:Sensor:a");
        offer("a", 1);
        await().until(() -> agent.writer.refused() >= 2);
        for (int value = 1; value <= 5; value++) {
            offer("b", value);
            offer("a", 1 + value);
            int expected = value;
            await().until(() ->
                    agent.value("b", "t").filter(t -> t.intValue() == expected).isPresent());
        }
        assertThat(released).isEmpty();
        agent.writer.awayFor(null);
        await().until(() -> released.size() == 11);
        assertThat(released).startsWith("a1", "b1", "a2", "b2").endsWith("b5", "a6");
        assertThat(agent.value("a", "t").orElseThrow().intValue()).isEqualTo(6);
        assertThat(agent.writer.history()).as("each is written once").hasSize(11);
    }

    @Test
    void holdsUpNoOtherDeviceWithItsId() {
        agent.group("", "held", "{'entity_type': 'Sensor'}");
        agent.group("", "other", "{'entity_type': 'Meter'}");
        agent.writer.awayFor("urn:ngsi-ld:Sensor:a");
        offer("a", 1);
        await().until(() -> agent.writer.refused() >= 2);
        offer("other", "a", 2, true);
        await().until(() -> agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Meter:a").isPresent());
        assertThat(released).isEmpty();
    }

    /** Who sends with QoS 0 may be gone before anybody has looked at it. */
    @Test
    void whatDoesNotComeAgainIsWrittenThoughItsConnectionIsGone() throws Exception {
        agent.group("", "held", "{'entity_type': 'Sensor'}");
        // Of one partition, which does not get beyond the first.
        var devices = ofOnePartition();
        agent.stores.devices.holdUp();
        offer("held", devices.get(0), 1, true);
        offer("held", devices.get(1), 2, true);
        offer("held", devices.get(2), 3, false);
        executor.submit(held::close).get();
        agent.stores.devices.letGo();
        await().until(() -> agent.value(devices.get(2), "t").isPresent());
        assertThat(released).hasSize(3).allMatch(message -> message.startsWith("no "));
        assertThat(agent.value(devices.get(1), "t")).as("it comes again").isEmpty();
    }

    private double lost() {
        return agent.registry.counter("auriga.iot.readings.lost", "transport", "mqtt").count();
    }

    /** Behind those that are begun and fail, one waits that is not begun. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 0"})
    void countsWhatIsLostWithItsConnection(boolean comesAgain, int lost) throws Exception {
        agent.group("", "held", "{'entity_type': 'Sensor'}");
        agent.writer.awayFor("urn:ngsi-ld:Sensor:a");
        offer("held", "a", 1, comesAgain);
        await().until(() -> agent.writer.refused() >= 2);
        offer("held", "a", 2, comesAgain);
        offer("held", "b", 3, comesAgain);
        await().until(() -> agent.value("b", "t").isPresent());
        assertThat(lost()).isZero();
        executor.submit(held::close).get();
        assertThat(released).hasSize(3);
        await().untilAsserted(() -> assertThat(lost()).isEqualTo(lost));
        offer("held", "c", 4, comesAgain);
        // One that counts, behind all of them.
        offer("held", "d", 5, false);
        int all = comesAgain ? 1 : lost + 2;
        await().untilAsserted(() -> assertThat(lost()).isEqualTo(all));
    }

    /** What is begun when its connection ends may be committed all the same. */
    @ParameterizedTest
    @CsvSource({"true, true, 0", "true, false, 1", "false, true, 0", "false, false, 1"})
    void countsWhatIsUnderWayWhenItIsSettled(boolean runs, boolean committed, int lost)
            throws Exception {
        agent.group("", "held", "{'entity_type': 'Sensor'}");
        agent.writer.hold();
        if (!committed) {
            agent.writer.lose(1);
        }
        offer("held", "a", 1, false);
        await().until(() -> agent.writer.waiting() == 1);
        executor.submit(held::close).get();
        assertThat(released).containsExactly("no a1");
        assertThat(lost()).isZero();
        if (!runs) {
            executor.shutdown();
        }
        agent.writer.release();
        if (committed) {
            await().until(() -> agent.value("a", "t").isPresent());
        }
        await().untilAsserted(() -> assertThat(lost()).isEqualTo(lost));
    }

    private List<String> ofOnePartition() {
        return IntStream.range(0, 100)
                .mapToObj(i -> "d" + i)
                .filter(device -> agent.readings.partition(new Order(false, "held", device)) == 0)
                .limit(3)
                .toList();
    }

    @Test
    void triesNothingAgainWhenItsConnectionIsGone() throws Exception {
        agent.group("", "held", "{'entity_type': 'Sensor', 'timestamp': false}");
        agent.writer.away(true);
        offer("a", 1);
        await().until(() -> agent.writer.refused() >= 1);
        executor.submit(held::close).get();
        int tries = agent.writer.refused();
        agent.writer.away(false);
        // Behind all that was planned before.
        executor.schedule(() -> {}, 200, TimeUnit.MILLISECONDS).get();
        assertThat(released).containsExactly("no a1");
        assertThat(agent.writer.history()).isEmpty();
        assertThat(agent.writer.refused()).isEqualTo(tries);
    }
}
