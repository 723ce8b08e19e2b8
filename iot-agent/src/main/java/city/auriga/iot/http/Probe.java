package city.auriga.iot.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Looks whether something that we need is there, and remembers how that went. */
final class Probe {
    private final Callable<Boolean> check;
    private final InstantSource clock;
    private @Nullable Instant lastOk;
    private @Nullable String lastError;
    private int failures;

    /**
     * @param check false, or throws, if it is not there
     */
    Probe(Callable<Boolean> check, InstantSource clock) {
        this.check = check;
        this.clock = clock;
    }

    boolean isOk() {
        return look().path("ok").asBoolean();
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
        if (fault == null) {
            lastOk = clock.instant();
            failures = 0;
        } else {
            lastError = fault;
            failures++;
        }
        var seen =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ok", fault == null)
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
