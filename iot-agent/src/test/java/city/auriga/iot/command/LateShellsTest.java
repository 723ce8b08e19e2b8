package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.reading.TestAgent;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that never send anything have an Entity, too, whenever it can be made. */
class LateShellsTest {
    private final TestAgent agent = new TestAgent();
    private final CountDownLatch there = new CountDownLatch(1);

    @AfterEach
    void close() {
        there.countDown();
        agent.close();
    }

    private boolean has(String device) {
        return agent.writer.find(TestAgent.TENANT, "urn:ngsi-ld:Lamp:" + device).isPresent();
    }

    private Device provision(String id) {
        var device = new Device(TestAgent.TENANT, "/", "lamps", id, TestAgent.json("{}"));
        agent.stores.devices.add(List.of(device));
        agent.provisioned.devicesChanged(List.of(device));
        return device;
    }

    private void lamps(String context) {
        agent.group(
                "/iot/json",
                "lamps",
                "{'entity_type':'Lamp','commands':[{'name':'open'}]" + context + "}");
    }

    /** The @context comes late, or cannot be had at first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isMadeWhenTheContextIsThere(boolean slow) {
        agent.contexts =
                (_, url) -> {
                    if (slow) {
                        wait(there);
                    } else if (there.getCount() > 0) {
                        throw new NgsiLdException(
                                Problem.LD_CONTEXT_NOT_AVAILABLE, url.stringValue());
                    }
                    return ContextParser.core();
                };
        lamps(",'jsonldContext':'http://late'");
        provision("l1");
        assertThat(has("l1")).isFalse();
        there.countDown();
        await().atMost(30, TimeUnit.SECONDS).until(() -> has("l1"));
    }

    /** As it is now, or not at all if it has gone. */
    @Test
    void isNotMadeOfWhatIsNoMore() {
        lamps("");
        agent.writer.away(true);
        var gone = provision("l3");
        agent.stores.devices.remove(gone);
        provision("l4");
        agent.writer.away(false);
        await().atMost(30, TimeUnit.SECONDS).until(() -> has("l4"));
        assertThat(has("l3")).isFalse();
    }

    @Test
    void isMadeWhenTheStorageIsBack() {
        lamps("");
        agent.writer.away(true);
        provision("l2");
        assertThat(has("l2")).isFalse();
        agent.writer.away(false);
        await().atMost(30, TimeUnit.SECONDS).until(() -> has("l2"));
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
