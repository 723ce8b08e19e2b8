package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.GroupTopics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.ShrinkingMode;

/**
 * Configs and states in any order, with stores that fail now and then: as an MQTT broker does it,
 * what is not acknowledged is sent again. The last value of each component is there in the end.
 */
class DiscoveredOrderTest {
    private static final int COMPONENTS = 4;
    private static final int MESSAGES = 40;
    private static final int PATIENCE = 30;

    @net.jqwik.api.Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void noValueIsLost(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        try (var agent = new TestAgent()) {
            agent.group(
                    "",
                    "homes",
                    "{'entity_type':'Home','template':'home-assistant','templateParams':{'states':'home/{topic+}'}}");
            var last = new HashMap<Integer, Integer>();
            for (int i = 1; i <= MESSAGES; i++) {
                int component = random.nextInt(COMPONENTS);
                switch (random.nextInt(8)) {
                    case 0 -> tell(agent, component);
                    case 1 -> hear(agent, config(component), "");
                    case 2 -> agent.stores.configs.fail(1 + random.nextInt(2));
                    case 3 -> agent.stores.letters.unavailable = true;
                    default -> {
                        hear(agent, "home/" + component, String.valueOf(i));
                        last.put(component, i);
                    }
                }
            }
            for (int i = 0; i < COMPONENTS; i++) {
                tell(agent, i);
            }
            await(agent);
            assertThat(values(agent)).isEqualTo(last);
        }
    }

    private static String config(int component) {
        return "homeassistant/sensor/c" + component + "/config";
    }

    private static void tell(TestAgent agent, int component) throws Exception {
        var config = "{'stat_t':'home/%d','dev':{'ids':'d'}}".formatted(component);
        hear(agent, config(component), config.replace('\'', '"'));
    }

    /** Until it is acknowledged. */
    private static void hear(TestAgent agent, String topic, String payload) throws Exception {
        var message = message(agent.topics, topic, payload);
        var reading = Reading.of(agent.topics.find(topic).orElseThrow().value(), message);
        for (int i = 0; !isTaken(agent, reading); i++) {
            assertThat(i).isLessThan(5);
            agent.stores.letters.unavailable = false;
        }
    }

    private static Incoming message(GroupTopics topics, String topic, String payload) {
        return new Incoming(
                topic,
                topics.find(topic).orElseThrow().captures(),
                payload.getBytes(UTF_8),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private static boolean isTaken(TestAgent agent, Reading reading) throws Exception {
        try {
            agent.readings.accept(reading).get(PATIENCE, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(NgsiLdException.class);
            return false;
        }
    }

    private static void await(TestAgent agent) {
        agent.stores.letters.unavailable = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!agent.stores.letters.all.isEmpty()) {
            assertThat(System.nanoTime())
                    .as("letters %s", agent.stores.letters.all)
                    .isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static Map<Integer, Integer> values(TestAgent agent) {
        var values = new HashMap<Integer, Integer>();
        var entity = agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Home:d");
        for (int i = 0; i < COMPONENTS; i++) {
            var name = "https://uri.etsi.org/ngsi-ld/default-context/c" + i;
            int component = i;
            entity.flatMap(e -> e.instance(name, null))
                    .map(found -> ((Property) found.value()).value().asInt())
                    .ifPresent(value -> values.put(component, value));
        }
        return values;
    }
}
