package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeviceTurnsTest {
    private final DeviceTurns turns = new DeviceTurns(Runnable::run);

    /** What has begun, in its order; and what is to be made of it. */
    private final List<String> begun = new ArrayList<>();

    private final Map<String, CompletableFuture<ReadingOutcome>> works = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    private static Address device(String name) {
        return new Address(new Tenant("city"), "/", "key", name);
    }

    /** Its device is the first letter. */
    private void take(String name) {
        var reply =
                turns.take(
                        device(name.substring(0, 1)),
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
        assertThat(turns.devices()).isZero();
    }

    @Test
    void errorsAreNotInherited() {
        List.of("a1", "a2!", "a3", "a4").forEach(this::take);
        works.get("a1").completeExceptionally(Readings.unavailable("away"));
        commit("a3");
        assertThat(begun).containsExactly("a1", "a2!", "a3", "a4");
        assertThat(told).containsExactly("a1 failed", "a2! failed", "a3");
        commit("a4");
        assertThat(turns.devices()).isZero();
    }

    /** However many a message holds: else it could never be acknowledged. */
    @Test
    void asManyWaitAsThereAre() {
        for (int n = 0; n < 5_000; n++) {
            take("a" + n);
        }
        assertThat(begun).hasSize(1);
        for (int n = 0; n < 5_000; n++) {
            commit("a" + n);
        }
        assertThat(told).hasSize(5_000).noneMatch(text -> text.endsWith("failed"));
        assertThat(turns.devices()).isZero();
    }

    @Test
    void goesOnIfThereIsNoThread() {
        var busy =
                new DeviceTurns(_ -> {
                    throw new RejectedExecutionException();
                });
        for (int n = 0; n < 2; n++) {
            var reply = busy.take(device("a"), CompletableFuture::new);
            assertThatThrownBy(reply::join).hasMessageContaining("try again");
        }
        assertThat(busy.devices()).isZero();
    }
}
