package city.auriga.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AgesTest {
    private final Ages ages = new Ages();

    @Test
    void arePartedByTheirOrderAndNotByTheirArrival() {
        LongStream.rangeClosed(1, 5000).map(n -> 5001 - n).forEach(ages::note);
        assertThat(ages.count()).isEqualTo(5000);
        assertThat(ages.percentile(0.5)).isEqualTo(2500);
        assertThat(ages.percentile(0.99)).isEqualTo(4950);
        assertThat(ages.percentile(1)).isEqualTo(5000);
    }

    @Test
    void ofOneAreAllThatOne() {
        ages.note(7);
        assertThat(ages.percentile(0)).isEqualTo(7);
        assertThat(ages.percentile(0.5)).isEqualTo(7);
        assertThat(ages.percentile(0.99)).isEqualTo(7);
    }

    @Test
    void areZeroIfThereAreNone() {
        assertThat(ages.percentile(0.99)).isZero();
    }
}
