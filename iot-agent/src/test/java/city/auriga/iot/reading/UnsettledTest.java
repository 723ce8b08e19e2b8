package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading.Transport;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnsettledTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private long nanos = 5;
    private final Unsettled unsettled = new Unsettled(() -> nanos);

    private static Reading reading(String device, int second) {
        var topic = "/json/key/" + device + "/attrs";
        return Reading.of(
                Topic.parse(topic).orElseThrow(),
                topic,
                new byte[0],
                NOW.plusSeconds(second),
                null);
    }

    private static Reading overHttp(int second) {
        var reading = reading("d", second);
        return new Reading(
                Transport.HTTP,
                reading.source(),
                reading.payload(),
                reading.address(),
                reading.received());
    }

    @Test
    void whatComesBehindIsTooEarlyUntilWhatFailedIsThrough() {
        unsettled.turnFailed(reading("d", 3));
        unsettled.turnFailed(reading("d", 1));
        unsettled.turnFailed(reading("d", 2));
        assertThat(unsettled.isTooEarly(reading("d", 0))).isFalse();
        assertThat(unsettled.isTooEarly(reading("d", 1))).isFalse();
        assertThat(unsettled.isTooEarly(reading("d", 2))).isTrue();
        assertThat(unsettled.isTooEarly(reading("e", 2))).isFalse();
        assertThat(unsettled.isTooEarly(overHttp(2))).isFalse();
        unsettled.turnSucceeded(reading("d", 0));
        assertThat(unsettled.isTooEarly(reading("d", 2))).isTrue();
        unsettled.turnSucceeded(reading("d", 1));
        assertThat(unsettled.isTooEarly(reading("d", 2))).isFalse();
    }

    /** It may never come again. */
    @Test
    void whatFailedIsNotWaitedForForLong() {
        unsettled.turnFailed(reading("d", 1));
        nanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(unsettled.isTooEarly(reading("d", 2))).isTrue();
        nanos += TimeUnit.SECONDS.toNanos(1);
        assertThat(unsettled.isTooEarly(reading("d", 3))).isFalse();
        unsettled.turnFailed(overHttp(4));
        assertThat(unsettled.isTooEarly(reading("d", 5))).isFalse();
        unsettled.turnFailed(reading("d", 6));
        assertThat(unsettled.isTooEarly(reading("d", 7))).isTrue();
    }

    @Test
    void whatCameBehindAFailureMayBeOutOfOrder() {
        unsettled.failed(reading("d", 2));
        unsettled.failed(reading("d", 3));
        assertThat(unsettled.mayBeOutOfOrder(reading("d", 1))).isFalse();
        assertThat(unsettled.mayBeOutOfOrder(reading("d", 2))).isTrue();
        assertThat(unsettled.mayBeOutOfOrder(reading("d", 9))).isTrue();
        assertThat(unsettled.mayBeOutOfOrder(reading("e", 9))).isFalse();
    }
}
