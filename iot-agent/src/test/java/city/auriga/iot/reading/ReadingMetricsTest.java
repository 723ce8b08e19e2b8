package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.iot.payload.Topic;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingMetricsTest {
    private final TestAgent agent = new TestAgent();

    @AfterEach
    void close() {
        agent.close();
    }

    private Reading reading(String payload) {
        var topic = "/json/key/one/attrs";
        return Reading.of(
                Topic.parse(topic).orElseThrow(),
                topic,
                payload.getBytes(UTF_8),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                null);
    }

    private Timer timer(String name) {
        return Objects.requireNonNull(agent.registry.find(name).timer(), name);
    }

    @Test
    void countsFromArrivalToCommitInBuckets() {
        agent.writer.hold();
        var reply = agent.readings.accept(reading("{\"t\":1}"));
        await().untilAsserted(() -> assertThat(agent.writer.waiting()).isEqualTo(1));
        long since = System.nanoTime();
        await().until(() -> System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(100));
        agent.writer.release();
        reply.join();
        var counts = timer("auriga.iot.readings.commit").takeSnapshot().histogramCounts();
        assertThat(counts).hasSizeLessThan(20);
        assertThat(counts[0].bucket(TimeUnit.MILLISECONDS)).isEqualTo(1);
        assertThat(counts[counts.length - 1].bucket(TimeUnit.SECONDS)).isEqualTo(60);
        assertThat(counts[counts.length - 1].count()).isEqualTo(1);
        assertThat(
                        Arrays.stream(counts)
                                .filter(at -> at.bucket(TimeUnit.MILLISECONDS) <= 100)
                                .mapToDouble(at -> at.count())
                                .sum())
                .isZero();
    }

    private double gauge(String name) {
        return Objects.requireNonNull(agent.registry.find(name).gauge(), name).value();
    }

    @Test
    void showsWhatWaitsAndWhatIsBeingWritten() {
        agent.writer.hold();
        var _ = agent.readings.accept(reading("{\"t\":1}"));
        await().untilAsserted(
                        () -> assertThat(gauge("auriga.iot.measures.in.flight")).isEqualTo(1));
        agent.stores.devices.holdUp();
        for (int i = 0; i < 3; i++) {
            var topic = "/json/key/other/attrs";
            var other =
                    Reading.of(
                            Topic.parse(topic).orElseThrow(),
                            topic,
                            "{}".getBytes(UTF_8),
                            Instant.EPOCH,
                            null);
            var _ = agent.readings.accept(other);
        }
        await().untilAsserted(() -> assertThat(gauge("auriga.iot.readings.waiting")).isEqualTo(2));
        assertThat(gauge("auriga.iot.readings.waiting.most")).isEqualTo(2);
        agent.stores.devices.letGo();
        agent.writer.release();
        await().untilAsserted(() -> {
            assertThat(gauge("auriga.iot.readings.waiting")).isZero();
            assertThat(gauge("auriga.iot.measures.in.flight")).isZero();
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = ";",
            quoteCharacter = '`',
            textBlock =
                    """
                    PT-100S  ; {"t":1,"TimeInstant":"@"}                           ; 100
                    PT-48H   ; {"t":1,"TimeInstant":"@"}                           ; 172800
                    PT1H     ; {"t":1,"TimeInstant":"@"}                           ; none
                    PT0S     ; {"t":1}                                             ; none
                    PT0S     ; {"t":1,"TimeInstant":"yesterday"}                   ; none
                    PT-10S   ; {"TimeInstant":"@"}                                 ; none
                    PT-100S  ; [{"t":1,"TimeInstant":"@"},{"t":2,"TimeInstant":"@"}] ; 200
                    """)
    void tellsHowOldMeasuresAre(Duration from, String payload, String seconds) {
        var observed = Instant.now().plus(from).toString();
        var outcome = agent.readings.accept(reading(payload.replace("@", observed))).join();
        assertThat(outcome.written() > 0).isEqualTo(payload.contains("\"t\""));
        var age = timer("auriga.iot.measures.age");
        if (seconds.equals("none")) {
            assertThat(age.count()).isZero();
        } else {
            int expected = Integer.parseInt(seconds);
            assertThat(age.totalTime(TimeUnit.SECONDS)).isBetween(expected - 1d, expected + 60d);
        }
    }

    /** Nobody knows when it was sent. */
    @Test
    void doesNotTellOfWhatABrokerHasKept() {
        var observed = Instant.now().minusSeconds(50);
        var kept = reading("{\"t\":1,\"TimeInstant\":\"" + observed + "\"}").heldBack();
        assertThat(agent.readings.accept(kept).join().written()).isEqualTo(1);
        assertThat(timer("auriga.iot.measures.age").count()).isZero();
    }
}
