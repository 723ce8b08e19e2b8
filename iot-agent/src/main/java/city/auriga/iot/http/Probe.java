package city.auriga.iot.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Looks whether something that we need is there, and remembers how that went. */
final class Probe {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long freshNanos;

    private final Callable<Boolean> check;
    private final InstantSource clock;
    private @Nullable Instant lastOk;
    private @Nullable String lastError;
    private int failures;

    /** What was seen last; what starts has seen it before. */
    private volatile boolean ok = true;

    private volatile long looked = System.nanoTime();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * @param check false, or throws, if it is not there
     */
    Probe(Callable<Boolean> check, InstantSource clock) {
        this(check, clock, FRESH_NANOS);
    }

    /**
     * @param freshNanos how long {@link #wasOk} believes what was seen
     */
    Probe(Callable<Boolean> check, InstantSource clock, long freshNanos) {
        this.freshNanos = freshNanos;
        this.check = check;
        this.clock = clock;
    }

    boolean isOk() {
        return look().path("ok").asBoolean();
    }

    /** What was seen last. If that is long ago, somebody looks in the background. */
    boolean wasOk() {
        if (System.nanoTime() - looked > freshNanos && !looking.getAndSet(true)) {
            Thread.ofVirtual()
                    .name("probe")
                    .start(() -> {
                        try {
                            look();
                        } finally {
                            looking.set(false);
                        }
                    });
        }
        return ok;
    }

    ObjectNode look() {
        long start = System.nanoTime();
        var fault = fault();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        return remember(fault, millis);
    }

    private @Nullable String fault() {
        try {
            return check.call() ? null : "not connected";
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    private synchronized ObjectNode remember(@Nullable String fault, long millis) {
        ok = fault == null;
        looked = System.nanoTime();
        if (ok) {
            lastOk = clock.instant();
            failures = 0;
        } else {
            lastError = fault;
            failures++;
        }
        var seen =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ok", ok)
                        .put("latencyMs", millis)
                        .put("consecutiveFails", failures);
        if (lastOk != null) {
            seen.put("lastOk", lastOk.toString());
        }
        if (lastError != null) {
            seen.put("lastError", lastError);
        }
        return seen;
    }
}
