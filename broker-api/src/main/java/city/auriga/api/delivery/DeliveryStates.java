package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionStore;
import city.auriga.core.subscription.SubscriptionStore.DeliveryState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Counts deliveries in memory and adds the counts to the stored ones now and then; who asks sees
 * the sum.
 */
@Component
public class DeliveryStates {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryStates.class);
    private static final DeliveryState NOTHING = new DeliveryState(0, 0, null, null, null);

    private final SubscriptionStore store;
    private final Map<SubscriptionKey, DeliveryState> unsaved = new ConcurrentHashMap<>();

    DeliveryStates(SubscriptionStore store) {
        this.store = store;
    }

    void attempt(SubscriptionKey key, Instant now) {
        add(key, new DeliveryState(1, 0, now, null, null));
    }

    void success(SubscriptionKey key, Instant now) {
        add(key, new DeliveryState(0, 0, null, now, null));
    }

    void failure(SubscriptionKey key, Instant now) {
        add(key, new DeliveryState(0, 1, null, null, now));
    }

    /** The stored state with what is not saved yet. */
    public DeliveryState current(SubscriptionKey key, DeliveryState stored) {
        return sum(stored, unsaved(key));
    }

    /** What is not saved yet. */
    DeliveryState unsaved(SubscriptionKey key) {
        return unsaved.getOrDefault(key, NOTHING);
    }

    private void add(SubscriptionKey key, DeliveryState delta) {
        unsaved.merge(key, delta, DeliveryStates::sum);
    }

    @Scheduled(fixedDelay = 1000)
    void save() {
        for (var key : List.copyOf(unsaved.keySet())) {
            var delta = unsaved.remove(key);
            if (delta == null) {
                continue;
            }
            try {
                store.record(key.tenant(), key.id(), delta);
            } catch (NgsiLdException unavailable) {
                LOG.debug("counts of deliveries wait for the database");
                add(key, delta);
            }
        }
    }

    private static DeliveryState sum(DeliveryState a, DeliveryState b) {
        return new DeliveryState(
                a.timesSent() + b.timesSent(),
                a.timesFailed() + b.timesFailed(),
                later(a.lastNotification(), b.lastNotification()),
                later(a.lastSuccess(), b.lastSuccess()),
                later(a.lastFailure(), b.lastFailure()));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        return a == null ? b : b == null || a.isAfter(b) ? a : b;
    }
}
