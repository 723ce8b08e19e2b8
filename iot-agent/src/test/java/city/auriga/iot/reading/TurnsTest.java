package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.model.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Tenant OTHER = new Tenant("other");

    private final Turns<String> turns = new Turns<>(1_000, Runnable::run);

    /** What has begun, in its order; and what is to be made of it. */
    private final List<String> begun = new ArrayList<>();

    private final Map<String, CompletableFuture<ReadingOutcome>> works = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    /** Its device is the first letter. */
    private void take(String name) {
        take(name, CITY, 1);
    }

    private void take(String name, Tenant tenant, int weight) {
        var reply =
                turns.take(
                        name.substring(0, 1),
                        tenant,
                        weight,
                        () -> {
                            begun.add(name);
                            if (name.endsWith("!")) {
                                throw new IllegalStateException("broken");
                            }
                            return works.computeIfAbsent(name, _ -> new CompletableFuture<>());
                        });
        var _ = reply.whenComplete((_, error) -> told.add(error == null ? name : name + " failed"));
    }

    private void commit(String name) {
        works.get(name).complete(ReadingOutcome.NOTHING);
    }

    @Test
    void ofEachDeviceOneAfterTheOther() {
        List.of("a1", "a2", "b1", "a3", "b2").forEach(this::take);
        assertThat(begun).containsExactly("a1", "b1");
        commit("b1");
        assertThat(begun).containsExactly("a1", "b1", "b2");
        commit("a1");
        commit("a2");
        commit("a3");
        commit("b2");
        assertThat(begun).containsExactly("a1", "b1", "b2", "a2", "a3");
        assertThat(told).containsExactly("b1", "a1", "a2", "a3", "b2");
        assertNothingIsLeft();
    }

    /** Else an older value would follow a newer one when it is tried again. */
    @Test
    void whatWaitsBehindOneThatIsTriedAgainIsTriedAgain() {
        List.of("a1", "a2", "a3", "b1").forEach(this::take);
        works.get("a1").completeExceptionally(Readings.unavailable("away"));
        assertThat(begun).containsExactly("a1", "b1");
        assertThat(told).containsExactly("a2 failed", "a3 failed", "a1 failed");
        take("a4");
        commit("a4");
        commit("b1");
        assertThat(told).endsWith("a4", "b1");
        assertNothingIsLeft();
    }

    @Test
    void whatFailsForGoodHoldsUpNobody() {
        List.of("a1", "a2!", "a3").forEach(this::take);
        commit("a1");
        commit("a3");
        assertThat(begun).containsExactly("a1", "a2!", "a3");
        assertThat(told).containsExactly("a1", "a2! failed", "a3");
        assertNothingIsLeft();
    }

    @Test
    void noMoreWaitOfOneDeviceThanItMay() {
        for (int n = 0; n < 300; n++) {
            take("a" + n);
        }
        assertThat(told).hasSize(99).contains("a201 failed").doesNotContain("a200 failed");
        take("b1");
        assertThat(begun).containsExactly("a0", "b1");
    }

    /** Half of the place is the others'; and a message alone always finds one. */
    @Test
    void noMoreWaitOfOneTenantThanItMay() {
        take("a1", CITY, 400);
        take("b1", CITY, 200);
        take("c1", CITY, 100);
        take("d1", OTHER, 400);
        take("e1", OTHER, 200);
        take("f1", new Tenant("third"), 5_000);
        assertThat(begun).containsExactly("a1", "c1", "d1", "f1");
        assertThat(told).containsExactly("b1 failed", "e1 failed");
        commit("a1");
        take("b2", CITY, 200);
        assertThat(told).endsWith("b2 failed");
        commit("f1");
        take("b3", CITY, 200);
        assertThat(begun).endsWith("b3");
        List.of("b3", "c1", "d1").forEach(this::commit);
        assertNothingIsLeft();
    }

    @Test
    void goesOnIfThereIsNoThread() {
        var busy =
                new Turns<String>(
                        10,
                        _ -> {
                            throw new RejectedExecutionException();
                        });
        for (int n = 0; n < 2; n++) {
            var reply = busy.take("a", CITY, 1, CompletableFuture::new);
            assertThatThrownBy(reply::join).hasMessageContaining("try again");
        }
        assertThat(busy.devices()).isZero();
    }

    private void assertNothingIsLeft() {
        assertThat(turns.devices()).isZero();
        assertThat(turns.weight()).isZero();
    }
}
