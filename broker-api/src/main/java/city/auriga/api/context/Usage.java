package city.auriga.api.context;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How often an @context was used, and when last: counted with every request, so it must be cheap.
 */
final class Usage {
    private final LongAdder hits = new LongAdder();
    private volatile long last = Long.MIN_VALUE;

    void count(long nowMillis) {
        hits.increment();
        last = nowMillis;
    }

    long hits() {
        return hits.sum();
    }

    @Nullable Instant lastUsage() {
        return last == Long.MIN_VALUE ? null : Instant.ofEpochMilli(last);
    }
}
