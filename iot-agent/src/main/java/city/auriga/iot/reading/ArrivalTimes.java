package city.auriga.iot.reading;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When messages arrive, in whole microseconds. No two have the same time, however fast they come,
 * and none an earlier one than what came before it, unless the clock was put right: by it a message
 * is told from others that say the same.
 */
public final class ArrivalTimes {
    private static final Duration PUT_RIGHT = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    public ArrivalTimes(InstantSource clock) {
        this.clock = clock;
    }

    /** Of a message that arrives just now. */
    public Instant next() {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return last.updateAndGet(before ->
                now.isAfter(before) || now.plus(PUT_RIGHT).isBefore(before)
                        ? now
                        : before.plus(1, ChronoUnit.MICROS));
    }
}
