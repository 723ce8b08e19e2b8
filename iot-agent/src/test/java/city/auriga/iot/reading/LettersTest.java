package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of letters that cannot be stored, by a fault that nobody foresaw. */
class LettersTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final InMemoryStores.Letterbox store = new InMemoryStores.Letterbox();
    private final Letters letters =
            new Letters(store, 1_000, Duration.ofDays(30), InstantSource.fixed(NOW));

    @AfterEach
    void close() {
        letters.close();
    }

    private void keep(String payload) {
        var topic = "/json/key/d\u0000/attrs";
        letters.keep(
                        Reading.of(
                                Topic.parse(topic).orElseThrow(),
                                topic,
                                payload.getBytes(UTF_8),
                                NOW,
                                null),
                        Tenant.DEFAULT,
                        List.of(new Refusal(Reason.PARSE, "no JSON")))
                .join();
    }

    private void refuse(Predicate<DeadLetter> refused) {
        store.fault = refused;
    }

    @Test
    void oneThatCannotBeStoredIsKeptWithoutWhatItBrought() {
        refuse(letter -> letter.payload().length == 3);
        keep("bad");
        keep("good");
        assertThat(store.all)
                .satisfiesExactly(
                        bare -> {
                            assertThat(bare.payload()).isEmpty();
                            assertThat(bare.source()).isEqualTo("/json/key/d?/attrs");
                            assertThat(bare.detail()).contains("could not be stored");
                        },
                        whole -> assertThat(whole.payload()).isEqualTo("good".getBytes(UTF_8)));
    }

    /** They come again. */
    @Test
    void nothingIsGivenUpWhenNoneCanBeStored() {
        refuse(_ -> true);
        assertThatThrownBy(() -> keep("good"))
                .satisfies(error -> assertThat(Readings.isTransient(error.getCause())).isTrue());
        refuse(_ -> false);
        keep("good");
        assertThat(store.all).hasSize(1);
    }

    @Test
    void thoseThatAreOldAreForgotten() {
        var store = new InMemoryStores.Letterbox();
        store.add(
                List.of(
                        letter(NOW.minusSeconds(1)),
                        letter(NOW),
                        letter(NOW.plus(Duration.ofDays(2)))));
        try (var _ =
                new Letters(
                        store,
                        1_000,
                        Duration.ofDays(30),
                        InstantSource.fixed(NOW.plus(Duration.ofDays(31))))) {
            await().until(() -> store.all.size() == 1);
        }
        assertThat(store.all.getFirst().lastSeen()).isEqualTo(NOW.plus(Duration.ofDays(2)));
    }

    private static DeadLetter letter(Instant seen) {
        return new DeadLetter(
                Tenant.DEFAULT,
                Reason.PARSE,
                "/json/k/d/attrs",
                "no JSON",
                new byte[0],
                null,
                1,
                seen);
    }
}
