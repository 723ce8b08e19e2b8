package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Outbox;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Delivers one notification: again and again, with growing pauses, until the receiver takes it or
 * the time for it is over.
 */
@Component
class DeliveryWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    private final SubscriptionIndex index;
    private final DeliveryRules rules;
    private final Sender sender;
    private final DeliverySettings settings;
    private final DeliveryStates states;
    private final DeliveryMetrics metrics;
    private final ObjectProvider<Outbox> outbox;
    private final InstantSource clock;

    DeliveryWorker(
            SubscriptionIndex index,
            DeliveryRules rules,
            Sender sender,
            DeliverySettings settings,
            DeliveryStates states,
            DeliveryMetrics metrics,
            ObjectProvider<Outbox> outbox,
            InstantSource clock) {
        this.index = index;
        this.rules = rules;
        this.sender = sender;
        this.settings = settings;
        this.states = states;
        this.metrics = metrics;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @return false if this process is stopping before it is done; the outbox still knows of the
     *     notification then
     */
    boolean deliver(String subscriptionId, PendingNotification pending) {
        var tenant = pending.change().tenant();
        int failures = 0;
        boolean decided = false;
        while (true) {
            // Asked anew each time: nothing is sent for a subscription that was deleted or paused
            // meanwhile.
            var subscription = index.find(tenant, subscriptionId);
            if (subscription.isEmpty() || !subscription.get().active()) {
                return true;
            }
            try {
                if (!decided && !isWanted(subscription.get(), pending)) {
                    return true;
                }
                decided = true;
                var reason = attempt(subscription.get(), pending);
                if (reason == null) {
                    return true;
                }
                failures++;
                if (isOver(pending)) {
                    giveUp(pending, subscriptionId, failures, reason);
                    return true;
                }
                LOG.debug("{} failed for the {}. time: {}", subscriptionId, failures, reason);
                Thread.sleep(jittered(pause(subscription.get(), failures)));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** Waits until the database can say. */
    private boolean isWanted(Subscription subscription, PendingNotification pending)
            throws InterruptedException {
        while (true) {
            try {
                return rules.wants(subscription, pending, now());
            } catch (NgsiLdException unavailable) {
                Thread.sleep(settings.firstRetry());
            }
        }
    }

    /** A receiver that asked for it gets its rest. */
    private Duration pause(Subscription subscription, int failures) {
        var pause = settings.pause(failures);
        var cooldown = subscription.endpoint().cooldown();
        return cooldown == null || cooldown.compareTo(pause) < 0 ? pause : cooldown.multipliedBy(2);
    }

    private @Nullable String attempt(Subscription subscription, PendingNotification pending)
            throws InterruptedException {
        var tenant = pending.change().tenant();
        var now = now();
        states.attempt(tenant, subscription.id(), now);
        var reason = sender.send(subscription, pending, now);
        if (reason.isEmpty()) {
            states.success(tenant, subscription.id(), now);
            metrics.sent(pending.change().at(), clock.instant());
            return null;
        }
        states.failure(tenant, subscription.id(), now);
        metrics.failed();
        return reason.get();
    }

    private boolean isOver(PendingNotification pending) {
        return pending.change().at().plus(settings.retryFor()).isBefore(clock.instant());
    }

    private void giveUp(
            PendingNotification pending, String subscriptionId, int failures, String reason)
            throws InterruptedException {
        LOG.warn("giving up a notification of {}: {}", subscriptionId, reason);
        metrics.givenUp();
        while (true) {
            try {
                outbox.getObject().giveUp(pending, subscriptionId, failures, reason);
                return;
            } catch (NgsiLdException unavailable) {
                Thread.sleep(settings.lastRetry());
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(
                (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
    }
}
