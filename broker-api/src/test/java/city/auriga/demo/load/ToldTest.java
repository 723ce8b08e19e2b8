package city.auriga.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldTest {
    private final Told told = new Told(2);

    @Test
    void countsEachChangeOncePerSubscriber() {
        assertThat(told.add(0, 3)).isTrue();
        assertThat(told.add(1, 3)).isTrue();
        assertThat(told.add(0, 4)).isTrue();
        assertThat(told.distinct()).isEqualTo(3);
        assertThat(told.again()).isZero();
    }

    @Test
    void countsWhatComesTwiceApart() {
        told.add(1, 3);
        assertThat(told.add(1, 3)).isFalse();
        assertThat(told.distinct()).isOne();
        assertThat(told.again()).isOne();
    }
}
