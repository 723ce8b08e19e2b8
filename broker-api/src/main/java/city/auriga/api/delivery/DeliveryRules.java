package city.auriga.api.delivery;

import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.query.Evaluator;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionStore;
import city.auriga.core.subscription.SubscriptionStore.DeliveryState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Whether a notification is to be sent at all (5.8.6): what matching could not decide inside of the
 * write, and what a subscription asks to be spared.
 */
@Component
public class DeliveryRules {
    private final EntityStore entities;
    private final ObjectProvider<SubscriptionStore> store;
    private final DeliveryStates states;

    DeliveryRules(
            EntityStore entities, ObjectProvider<SubscriptionStore> store, DeliveryStates states) {
        this.entities = entities;
        this.store = store;
        this.states = states;
    }

    /**
     * Decides once for each notification, before it is sent for the first time.
     *
     * @throws city.auriga.core.problem.NgsiLdException ServiceUnavailable if the database cannot be
     *     reached
     */
    boolean wants(
            SubscriptionKey key, Subscription subscription, QueuedChange queued, Instant now) {
        return matches(key, subscription, queued.change(), now)
                && !isCoolingDown(key, subscription, queued.change())
                && hasTurn(key, subscription, queued.outboxId(), now);
    }

    /** What matching inside of the write left open: conditions on linked Entities. */
    public boolean matches(
            SubscriptionKey key, Subscription subscription, EntityChange change, Instant now) {
        return !subscription.followsLinks()
                || Evaluator.matches(
                        subscription.query(),
                        change.image(),
                        id -> entities.find(key.tenant(), new EntityId(id), now));
    }

    /**
     * What happened within the time after a failure is not told. What comes to this process within
     * it does not get here; this is for failures of other processes.
     */
    private boolean isCoolingDown(
            SubscriptionKey key, Subscription subscription, EntityChange change) {
        var cooldown = subscription.endpoint().cooldown();
        return cooldown != null
                && state(key).filter(s -> isWithin(s, change.at(), cooldown)).isPresent();
    }

    private Optional<DeliveryState> state(SubscriptionKey key) {
        return store.getObject()
                .find(key.tenant(), key.id())
                .map(stored -> states.current(key, stored.deliveries()));
    }

    private static boolean isWithin(DeliveryState state, Instant change, Duration cooldown) {
        var failed = state.lastFailure();
        var succeeded = state.lastSuccess();
        return failed != null
                && (succeeded == null || failed.isAfter(succeeded))
                && !change.isBefore(failed)
                && change.isBefore(failed.plus(cooldown));
    }

    /** A repeated request takes time from the next turn, as the first one does. */
    private boolean hasTurn(
            SubscriptionKey key, Subscription subscription, long outboxId, Instant now) {
        var throttling = subscription.throttling();
        if (throttling == null) {
            return true;
        }
        var sent = states.unsaved(key).lastNotification();
        boolean tooEarly = sent != null && sent.isAfter(now.minus(throttling));
        return !tooEarly
                && store.getObject().takeTurn(key.tenant(), key.id(), outboxId, now, throttling);
    }
}
