package city.auriga.demo.load;

import java.time.Duration;

/**
 * When a load runs, in nanoseconds of {@link System#nanoTime}. What happens before {@code warm} is
 * not counted.
 */
record Period(long start, long warm, long end) {

    /** From now on. */
    static Period begin(Duration warmUp, Duration counted) {
        long start = System.nanoTime();
        long warm = start + warmUp.toNanos();
        return new Period(start, warm, warm + counted.toNanos());
    }

    boolean isWarm(long now) {
        return now >= warm && now < end;
    }

    /** How long it counts. */
    double seconds() {
        return (end - warm) * 1e-9;
    }
}
