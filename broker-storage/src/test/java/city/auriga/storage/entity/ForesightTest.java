package city.auriga.storage.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForesightTest {
    private static final int OFTEN = 50;

    private final Foresight foresight = new Foresight();

    @Test
    void expectsWhatItDoesNotKnowInMemory() {
        assertThat(foresight.isInMemory("a")).isTrue();
    }

    @Test
    void learnsPerStatementAndForgets() {
        note("a", 0, 20);
        assertThat(foresight.isInMemory("a")).isFalse();
        assertThat(foresight.isInMemory("b")).isTrue();

        note("a", 20, 20);
        assertThat(foresight.isInMemory("a")).isTrue();
    }

    @Test
    void takesSeveralSurprisesToChangeItsMind() {
        note("a", 20, 20);
        foresight.note("a", 0, 20);
        assertThat(foresight.isInMemory("a")).isTrue();
    }

    @Test
    void learnsNothingFromNothing() {
        note("a", 0, 0);
        assertThat(foresight.isInMemory("a")).isTrue();
    }

    private void note(String statement, int inMemory, int found) {
        for (int i = 0; i < OFTEN; i++) {
            foresight.note(statement, inMemory, found);
        }
    }
}
