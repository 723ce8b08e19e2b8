package city.auriga.iot.device;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Faults of ours that must not keep anybody from what was done. They may come with every message,
 * so one in a minute is told of. Thread-safe.
 */
public final class Faults {
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    public Faults(Logger log) {
        this.log = log;
    }

    /**
     * Warns, unless it has done so within a minute.
     *
     * @param effect what comes of it
     */
    public void add(String effect, Throwable fault) {
        long now = System.nanoTime();
        long before = last.get();
        if (now - before >= PAUSE_NANOS && last.compareAndSet(before, now)) {
            log.warn("{}; more faults like this are told of once in a minute", effect, fault);
        } else {
            log.debug("{}", effect, fault);
        }
    }
}
