package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.NotificationWriter;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.Undelivered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Delivers one notification: again and again, with growing pauses, until the receiver takes it,
 * says that it never will, or the time for it is over.
 */
@Component
class DeliveryWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    private final SubscriptionIndex index;
    private final DeliveryRules rules;
    private final MessageWriter messages;
    private final Receivers receivers;
    private final Sender sender;
    private final DeliverySettings settings;
    private final DeliveryRecords records;
    private final ObjectProvider<Undelivered> undelivered;
    private final InstantSource clock;

    DeliveryWorker(
            SubscriptionIndex index,
            DeliveryRules rules,
            MessageWriter messages,
            Receivers receivers,
            Sender sender,
            DeliverySettings settings,
            DeliveryRecords records,
            ObjectProvider<Undelivered> undelivered,
            InstantSource clock) {
        this.index = index;
        this.rules = rules;
        this.messages = messages;
        this.receivers = receivers;
        this.sender = sender;
        this.settings = settings;
        this.records = records;
        this.undelivered = undelivered;
        this.clock = clock;
    }

    /** What the worker may do to the queue that it works for. */
    interface Pace {
        /** From now on a rest ends when somebody knows that it is worth to try. */
        void begin();

        /** Waits, unless somebody has known since the beginning that it is worth to try. */
        void rest(Duration time) throws InterruptedException;

        /** Whether an operator has stopped the deliveries for a while. */
        boolean isHeld();

        /** What happens from one time to another is not told at all. */
        void beSilent(Instant from, Instant to);
    }

    /**
     * Delivers, whatever it takes.
     *
     * @return whether it is to be forgotten; false if it was given up, which the store of those
     *     knows
     * @throws InterruptedException if this process is stopping before it is done; the notification
     *     is still stored then
     */
    boolean deliver(SubscriptionKey key, QueuedChange queued, Pace pace)
            throws InterruptedException {
        var told = new Delivery(key, queued, pace);
        while (!told.isDone()) {
            pace.begin();
            try {
                told.step();
            } catch (NgsiLdException unavailable) {
                LOG.debug("{} waits for the database: {}", key, unavailable.getMessage());
                pace.rest(settings.firstRetry());
            } catch (RuntimeException unforeseen) {
                // It must not end the deliveries of this subscription for ever.
                LOG.error("cannot go on with a notification of {}", key, unforeseen);
                pace.rest(settings.lastRetry());
            }
        }
        return !told.givenUp;
    }

    /** One notification on its way. */
    private final class Delivery {
        private final SubscriptionKey key;
        private final QueuedChange queued;
        private final Pace pace;
        private final String id;
        private boolean wanted;
        private int failures;
        private Outcome.@Nullable Failed last;
        private @Nullable Instant failedAt;
        private @Nullable Message message;
        private boolean givenUp;
        private boolean done;

        Delivery(SubscriptionKey key, QueuedChange queued, Pace pace) {
            this.key = key;
            this.queued = queued;
            this.pace = pace;
            this.id = NotificationWriter.id(queued.outboxId(), key.id());
        }

        boolean isDone() {
            return done;
        }

        /** Does the next thing, or waits for it. */
        void step() throws InterruptedException {
            if (pace.isHeld() || !index.isComplete()) {
                pace.rest(settings.firstRetry());
                return;
            }
            var subscription = subscription();
            if (subscription.isEmpty() || !(wanted || isWanted(subscription.get()))) {
                done = true;
            } else if (givenUp) {
                keepUndelivered();
            } else if (coolingDown(subscription.get()).isPositive()) {
                pace.rest(coolingDown(subscription.get()));
            } else if (!receivers.mayTry(subscription.get().endpoint().uri())) {
                giveUpIfOver("the receiver gives no answer");
                pace.rest(jittered(settings.firstRetry()));
            } else {
                attempt(subscription.get());
            }
        }

        /**
         * Asked anew each time: nothing is sent for a subscription that was deleted or paused
         * meanwhile.
         */
        private Optional<Subscription> subscription() {
            return index.find(key.tenant(), key.id()).filter(Subscription::active);
        }

        private boolean isWanted(Subscription subscription) {
            wanted = queued.replayed() || rules.wants(key, subscription, queued, now());
            return wanted;
        }

        private void attempt(Subscription subscription) throws InterruptedException {
            var at = now();
            var uri = subscription.endpoint().uri();
            var outcome = receivers.send(uri, () -> send(subscription, at));
            if (outcome instanceof Outcome.Failed failed) {
                failures++;
                last = failed;
                records.failed(key, id, at, failed.reason());
                failed(subscription, failed);
            } else {
                records.taken(key, id, at, queued.change().at());
                pace.beSilent(Instant.MIN, Instant.MIN);
                done = true;
            }
        }

        private Outcome send(Subscription subscription, Instant at) throws InterruptedException {
            records.attempt(key, at);
            var told = new MessageWriter.Told(id, queued.change(), at);
            try {
                message = messages.ofChange(key.tenant(), subscription, told);
            } catch (NgsiLdException e) {
                return Outcome.unwritten(e);
            }
            return sender.send(message);
        }

        private void failed(Subscription subscription, Outcome.Failed failed)
                throws InterruptedException {
            if (failed.kind().isForGood()) {
                givenUp = true;
                return;
            }
            giveUpIfOver(failed.reason());
            var cooldown = subscription.endpoint().cooldown();
            if (cooldown != null && !failed.kind().isUnsent()) {
                failedAt = now();
                pace.beSilent(failedAt, failedAt.plus(cooldown));
            }
            if (!givenUp) {
                LOG.debug("{} failed for the {}. time: {}", id, failures, failed.reason());
                pace.rest(jittered(settings.pause(failures)));
            }
        }

        /** What is left of the rest that a receiver asked for, after its last failure. */
        private Duration coolingDown(Subscription subscription) {
            var cooldown = subscription.endpoint().cooldown();
            return failedAt == null || cooldown == null
                    ? Duration.ZERO
                    : Duration.between(now(), failedAt.plus(cooldown));
        }

        private void giveUpIfOver(String reason) {
            if (queued.since().plus(settings.retryFor()).isBefore(now())) {
                givenUp = true;
                last = last == null ? new Outcome.Failed(reason, Outcome.Kind.UNREACHABLE) : last;
            }
        }

        private void keepUndelivered() {
            var reason = last == null ? "" : last.reason();
            undelivered
                    .getObject()
                    .add(
                            key,
                            queued.outboxId(),
                            queued.change(),
                            failures,
                            reason,
                            message == null ? null : message.request());
            LOG.warn("gave up a notification of {}: {}", key.id(), reason);
            records.givenUp();
            done = true;
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
