package city.auriga.api.binding;

import city.auriga.api.config.LimitSettings;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Works on large bodies a few at a time: as trees they take many times their size, and more of them
 * than there are processors makes none faster. A body is admitted when all of it has arrived, so
 * that a slow client holds up nobody.
 */
@Component
class LargeBodies implements HandlerInterceptor {
    private static final String HELD = "city.auriga.heldBytes";

    private final int budget;
    private final Duration patience;
    private final Semaphore free;

    LargeBodies(LimitSettings limits) {
        this.budget = (int) limits.largeBodies().toBytes();
        this.patience = limits.requestTime();
        this.free = new Semaphore(budget, true);
    }

    /**
     * Waits until there is room for a body; it has it until its request is answered.
     *
     * @param length in bytes; one that exceeds all the room there is waits for all of it
     * @throws NgsiLdException ServiceUnavailable if there was none in the time for a request
     */
    void admit(HttpServletRequest request, int length) {
        if (length <= LimitSettings.LARGE_BODY) {
            return;
        }
        int share = Math.min(length, budget);
        if (!acquire(share)) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE, "too many large requests are waiting; try again");
        }
        request.setAttribute(HELD, share);
    }

    private boolean acquire(int share) {
        try {
            return free.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(HELD) instanceof Integer share) {
            request.removeAttribute(HELD);
            free.release(share);
        }
    }
}
