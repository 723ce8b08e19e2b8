package city.auriga.iot.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LookUpSharesTest {
    private final AtomicLong now = new AtomicLong();
    private final LookUpShares<String> shares = new LookUpShares<>(now::get);

    /** Each waits for itself, and gets a share of the time. */
    @Test
    void boundsHowLongOneMayKeepOthersWaiting() {
        for (int i = 0; i < 5; i++) {
            assertThat(shares.isLeft("greedy")).isTrue();
            read("greedy", 1_200);
        }
        assertThat(shares.isLeft("greedy")).isTrue();
        read("greedy", 1_200);
        assertThat(shares.isLeft("greedy")).isFalse();
        assertThat(shares.isLeft("other")).isTrue();
        pass(10_000);
        assertThat(shares.isLeft("greedy")).isTrue();
    }

    @Test
    void whatIsFoundFastIsFree() {
        for (int i = 0; i < 10_000; i++) {
            read("many", 5);
        }
        assertThat(shares.isLeft("many")).isTrue();
    }

    @Test
    void boundsHowOftenOneLooksInVain() {
        int looks = 0;
        while (shares.isLeft("vain")) {
            shares.foundNothing("vain");
            looks++;
        }
        assertThat(looks).isEqualTo(2_500);
        assertThat(shares.isPlentyLeft("vain")).isFalse();
        pass(80);
        assertThat(shares.isLeft("vain")).isTrue();
        pass(1_000_000);
        assertThat(shares.isPlentyLeft("vain")).isTrue();
        shares.foundNothing("vain");
        assertThat(shares.isLeft("vain")).isTrue();
    }

    private void read(String asker, long millis) {
        try (var reading = shares.reading(asker)) {
            reading.run(() -> pass(millis));
        }
    }

    private void pass(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
