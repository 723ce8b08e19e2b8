package city.auriga.iot.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double with every failure, and that no two processes end at once.
 *
 * @param first after the first failure
 * @param last the longest
 */
public record Backoff(Duration first, Duration last) {
    private static final int MOST_DOUBLINGS = 20;

    long nanosAfter(int failures) {
        long longest = last.toNanos();
        long pause = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
        long bounded = pause <= 0 || pause > longest ? longest : pause;
        return bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1);
    }
}
