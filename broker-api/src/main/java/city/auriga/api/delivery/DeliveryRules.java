package city.auriga.api.delivery;

import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.Evaluator;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionStore;
import city.auriga.core.subscription.SubscriptionStore.DeliveryState;
import java.time.Duration;
import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Whether a notification is to be sent at all (5.8.6): what matching could not decide inside of the
 * write, and what a subscription asks to be spared.
 */
@Component
class DeliveryRules {
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
    boolean wants(Subscription subscription, PendingNotification pending, Instant now) {
        var tenant = pending.change().tenant();
        return matches(subscription, pending, tenant, now)
                && !isCoolingDown(subscription, pending, tenant)
                && hasTurn(subscription, pending, tenant, now);
    }

    private boolean matches(
            Subscription subscription, PendingNotification pending, Tenant tenant, Instant now) {
        return !subscription.followsLinks()
                || Evaluator.matches(
                        subscription.query(),
                        pending.change().image(),
                        id -> entities.find(tenant, new EntityId(id), now));
    }

    /** What happened within the time after a failure is not told. */
    private boolean isCoolingDown(
            Subscription subscription, PendingNotification pending, Tenant tenant) {
        var cooldown = subscription.endpoint().cooldown();
        if (cooldown == null) {
            return false;
        }
        var stored = store.getObject().find(tenant, subscription.id());
        return stored.isPresent()
                && isWithin(
                        states.current(tenant, subscription.id(), stored.get().deliveries()),
                        pending.change().at(),
                        cooldown);
    }

    private static boolean isWithin(DeliveryState state, Instant change, Duration cooldown) {
        var failed = state.lastFailure();
        var succeeded = state.lastSuccess();
        return failed != null
                && (succeeded == null || failed.isAfter(succeeded))
                && !change.isBefore(failed)
                && change.isBefore(failed.plus(cooldown));
    }

    private boolean hasTurn(
            Subscription subscription, PendingNotification pending, Tenant tenant, Instant now) {
        var throttling = subscription.throttling();
        return throttling == null
                || store.getObject()
                        .takeTurn(tenant, subscription.id(), pending.outboxId(), now, throttling);
    }
}
