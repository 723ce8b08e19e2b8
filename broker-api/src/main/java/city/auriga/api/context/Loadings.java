package city.auriga.api.context;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets only so many @contexts be processed at the same time that take memory: as long as they are
 * not processed, no cache bounds what they hold.
 */
@Component
final class Loadings {
    private final Semaphore free;
    private final Duration patience;

    Loadings(ContextSettings settings) {
        this.free = new Semaphore(settings.loadings(), true);
        this.patience = settings.timeout();
    }

    /**
     * Waits for a turn, which its owner gives back.
     *
     * @throws NgsiLdException ServiceUnavailable if there was none within the time that may be
     *     spent on one @context
     */
    void begin() {
        if (!acquire()) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "too many @contexts are being processed; try again",
                    "@context");
        }
    }

    private boolean acquire() {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void end() {
        free.release();
    }
}
