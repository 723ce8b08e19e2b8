package city.auriga.api.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.URI;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The hosts that receive notifications: how many requests each gets at once, and which are left
 * alone for a while because they give no answer. Subscriptions that share a host share this.
 */
@Component
class Receivers {
    private static final int REMEMBERED = 10_000;

    private final DeliverySettings settings;
    private final CircuitBreakerConfig config;
    private final Cache<String, Host> hosts =
            Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    private record Host(Semaphore places, CircuitBreaker breaker) {}

    /** One request. */
    @FunctionalInterface
    interface Request {
        Outcome send() throws InterruptedException;
    }

    Receivers(DeliverySettings settings) {
        this.settings = settings;
        this.config =
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(settings.openAfter())
                        .minimumNumberOfCalls(settings.openAfter())
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(settings.openFor())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build();
    }

    /** Whether a request may be tried now; if so, {@link #send} must follow. */
    boolean mayTry(URI uri) {
        return host(uri).breaker.tryAcquirePermission();
    }

    /** Waits for a place, and sends. */
    Outcome send(URI uri, Request request) throws InterruptedException {
        var host = host(uri);
        long begin = System.nanoTime();
        Outcome outcome = null;
        try {
            host.places.acquire();
            try {
                outcome = request.send();
                return outcome;
            } finally {
                host.places.release();
            }
        } finally {
            note(host.breaker, outcome, System.nanoTime() - begin);
        }
    }

    /**
     * @param outcome null if there is none, and nothing is known of the host
     */
    private static void note(CircuitBreaker breaker, @Nullable Outcome outcome, long nanos) {
        if (outcome == null || (outcome instanceof Outcome.Failed f && f.kind().isUnsent())) {
            breaker.releasePermission();
        } else if (outcome instanceof Outcome.Failed failed
                && failed.kind() == Outcome.Kind.UNREACHABLE) {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("no answer"));
        } else {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private Host host(URI uri) {
        return hosts.get(
                uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort(),
                name ->
                        new Host(
                                new Semaphore(settings.perHost()),
                                CircuitBreaker.of(name, config)));
    }
}
