package city.auriga.api.delivery;

import city.auriga.core.subscription.SubscriptionKey;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What is noted of each request: counts for clients, metrics and the last requests for operators.
 */
@Component
class DeliveryRecords {
    private static final int SUBSCRIPTIONS = 10_000;

    private final DeliveryStates states;
    private final DeliveryMetrics metrics;
    private final InstantSource clock;
    private final int kept;
    private final Cache<SubscriptionKey, ArrayDeque<Request>> last =
            Caffeine.newBuilder().maximumSize(SUBSCRIPTIONS).executor(Runnable::run).build();

    /**
     * One request.
     *
     * @param failure empty if the receiver took it
     */
    record Request(String notificationId, Instant at, long millis, Optional<String> failure) {}

    DeliveryRecords(
            DeliveryStates states,
            DeliveryMetrics metrics,
            DeliverySettings settings,
            InstantSource clock) {
        this.states = states;
        this.metrics = metrics;
        this.kept = settings.history();
        this.clock = clock;
    }

    /** Before it is sent: who is told may ask at once. */
    void attempt(SubscriptionKey key, Instant at) {
        states.attempt(key, at);
    }

    void taken(SubscriptionKey key, String id, Instant at, Instant changedAt) {
        states.success(key, at);
        metrics.sent(changedAt, clock.instant());
        keep(key, id, at, Optional.empty());
    }

    void failed(SubscriptionKey key, String id, Instant at, String reason) {
        states.failure(key, at);
        metrics.failed();
        keep(key, id, at, Optional.of(reason));
    }

    void givenUp() {
        metrics.givenUp();
    }

    private void keep(SubscriptionKey key, String id, Instant at, Optional<String> failure) {
        if (kept == 0) {
            return;
        }
        var requests = last.get(key, k -> new ArrayDeque<>(kept));
        long millis = clock.instant().toEpochMilli() - at.toEpochMilli();
        synchronized (requests) {
            if (requests.size() == kept) {
                requests.removeFirst();
            }
            requests.addLast(new Request(id, at, millis, failure));
        }
    }

    /** The last requests of this process, the latest last. */
    List<Request> last(SubscriptionKey key) {
        var requests = last.getIfPresent(key);
        if (requests == null) {
            return List.of();
        }
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }
}
