package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.reading.TestAgent;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookUpSharesTest {
    private final AtomicLong now = new AtomicLong();
    private final LookUpShares<String> shares = new LookUpShares<>(1, now::get);

    /** However short they are: each costs something, and is not read faster by a busy machine. */
    @ParameterizedTest
    @CsvSource({"0, 50000, 100000", "4000, 10000, 20000", "250000, 200, 399"})
    void boundsHowMuchOneReads(int characters, int once, int twice) {
        assertThat(reads(shares, characters)).isEqualTo(once);
        assertThat(shares.left("other")).isPositive();
        assertThat(reads(new LookUpShares<>(2, now::get), characters)).isEqualTo(twice);
    }

    @Test
    void grantsMoreAsTimePasses() {
        shares.spend("greedy", 100_000_000);
        pass(9);
        assertThat(shares.left("greedy")).isNotPositive();
        pass(2);
        assertThat(shares.left("greedy")).isPositive();
        pass(1_000);
        assertThat(reads(shares, 4_000)).as("no more than at first").isEqualTo(10_000);
    }

    /**
     * Nobody waits behind a replay: as long as messages use up the share it would never be done.
     */
    @Test
    @SuppressWarnings("unchecked")
    void whoLooksUpAloneNeedsNone() {
        var document = " ".repeat(15_000_000);
        var store =
                (DiscoveredConfigs)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {DiscoveredConfigs.class},
                                (_, _, arguments) -> {
                                    for (int i = 0; i < 10; i++) {
                                        ((BiConsumer<String, String>) arguments[2])
                                                .accept("c", document);
                                    }
                                    return null;
                                });
        var limits = new Limits(20, 20_000, 30_000);
        var discovered = new DiscoveredDevices(store, new DiscoverySettings(4_000, limits, 1));
        var of =
                discovered.of(
                        new DeviceGroup(TestAgent.TENANT, "/", "", "k", TestAgent.json("{}")));
        assertThat(of.on("a", (_, _) -> List.of())).isPresent();
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> of.on("b", (_, _) -> List.of()));
        assertThat(DiscoveredDevices.alone(() -> of.on("b", (_, _) -> List.of()))).isPresent();
    }

    private static int reads(LookUpShares<String> shares, int characters) {
        int reads = 0;
        for (; shares.left("greedy") > 0; reads++) {
            shares.spend("greedy", characters);
        }
        return reads;
    }

    private void pass(long seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
