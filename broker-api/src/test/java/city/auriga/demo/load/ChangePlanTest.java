package city.auriga.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChangePlanTest {

    @Test
    void saysWhenAChangeIsDue() {
        var plan = plan(1, 1000);
        assertThat(plan.due(0)).isZero();
        assertThat(plan.due(1500)).isEqualTo(Duration.ofMillis(1500).toNanos());
    }

    @Test
    void leavesRoomForABatchHoweverManySubscribeAndNeverMoreThanMemoryHas() {
        assertThat(plan(1, 0).onTheirWay()).isEqualTo(500);
        assertThat(plan(50, 0).onTheirWay())
                .isEqualTo(5000)
                .isGreaterThanOrEqualTo(50 * Changer.BATCH);
    }

    private static ChangePlan plan(int subscribers, int rate) {
        return ChangePlan.parse(
                new String[] {
                    "127.0.0.1",
                    "1026",
                    "bench",
                    "" + subscribers,
                    "4",
                    "" + rate,
                    "21900",
                    "1",
                    "2"
                });
    }
}
