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
 * Lets requests with large bodies in a few at a time: as trees they take many times their size, and
 * to work on more of them than there are processors makes none faster. What waits has not been read
 * from its connection.
 */
@Component
class LargeBodies implements HandlerInterceptor {
    private static final int LARGE = 16 * 1024;
    private static final String HELD = "city.auriga.heldBytes";

    private final int budget;
    private final Duration patience;
    private final Semaphore free;

    LargeBodies(LimitSettings limits) {
        this.budget = (int) limits.largeBodies().toBytes();
        this.patience = limits.requestTime();
        this.free = new Semaphore(budget, true);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws InterruptedException {
        long length = request.getContentLengthLong();
        if (length > LARGE) {
            int share = (int) Math.min(length, budget);
            if (!free.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NgsiLdException(
                        Problem.SERVICE_UNAVAILABLE,
                        "too many large requests are waiting; try again");
            }
            request.setAttribute(HELD, share);
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request,
            HttpServletResponse response,
            Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(HELD) instanceof Integer share) {
            free.release(share);
        }
    }
}
