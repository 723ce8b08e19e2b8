package city.auriga.api.delivery;

import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.Entity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Ordering;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionStore;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells periodic subscriptions of all that matches (5.8.6, {@code timeInterval}). What a receiver
 * does not take is not tried again: the next time tells the same, and newer.
 */
@Component
class PeriodicNotifications {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicNotifications.class);
    private static final int AT_ONCE = 100;

    private final SubscriptionStore store;
    private final SubscriptionIndex index;
    private final EntityStore entities;
    private final MessageWriter messages;
    private final Receivers receivers;
    private final Sender sender;
    private final DeliveryRecords records;
    private final Deliveries deliveries;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final Semaphore places;
    private final Set<SubscriptionKey> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    PeriodicNotifications(
            SubscriptionStore store,
            SubscriptionIndex index,
            EntityStore entities,
            MessageWriter messages,
            Receivers receivers,
            Sender sender,
            DeliveryRecords records,
            Deliveries deliveries,
            DeliverySettings settings,
            InstantSource clock) {
        this.store = store;
        this.index = index;
        this.entities = entities;
        this.messages = messages;
        this.receivers = receivers;
        this.sender = sender;
        this.records = records;
        this.deliveries = deliveries;
        this.settings = settings;
        this.clock = clock;
        this.places = new Semaphore(settings.periodicAtOnce());
    }

    @Scheduled(fixedDelay = 250)
    void fire() {
        try {
            var due = store.takeDue(now(), AT_ONCE);
            while (!due.isEmpty()) {
                due.forEach(key -> threads.execute(() -> notify(key)));
                due = store.takeDue(now(), AT_ONCE);
            }
        } catch (NgsiLdException unavailable) {
            LOG.debug("periodic notifications wait for the database");
        }
    }

    /** One that is still at it when its time comes again is left out. */
    private void notify(SubscriptionKey key) {
        if (running.add(key)) {
            try {
                notifyNow(key);
            } finally {
                running.remove(key);
            }
        }
    }

    private void notifyNow(SubscriptionKey key) {
        var subscription =
                index.find(key.tenant(), key.id())
                        .filter(s -> s.timeInterval() != null)
                        .filter(s -> s.status(now()).equals("active"))
                        .filter(s -> !deliveries.isHeld(key));
        if (subscription.isEmpty()) {
            return;
        }
        try {
            places.acquire();
            try {
                notify(key, subscription.get());
            } finally {
                places.release();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Nobody waits for this thread, so nobody else would tell.
            LOG.warn("a periodic notification of {} failed: {}", key.id(), e.getMessage());
            records.failed(key, "", now(), String.valueOf(e.getMessage()));
        }
    }

    private void notify(SubscriptionKey key, Subscription subscription)
            throws InterruptedException {
        var firing = new Firing(key, subscription, now());
        entities.forEachChunk(
                key.tenant(),
                subscription.query(),
                Ordering.CREATION,
                firing.at,
                found -> found.forEach(firing::add));
        firing.send();
    }

    /** One time of one subscription; holds no more than one notification. */
    private final class Firing {
        private final SubscriptionKey key;
        private final Subscription subscription;
        private final Instant at;
        private final List<Entity> found = new ArrayList<>();

        Firing(SubscriptionKey key, Subscription subscription, Instant at) {
            this.key = key;
            this.subscription = subscription;
            this.at = at;
        }

        void add(Entity entity) {
            found.add(entity);
            if (found.size() == settings.periodicEntities()) {
                try {
                    send();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    throw new CancellationException("the broker is stopping");
                }
            }
        }

        void send() throws InterruptedException {
            if (!found.isEmpty()) {
                sendFound();
                found.clear();
            }
        }

        private void sendFound() throws InterruptedException {
            var uri = subscription.endpoint().uri();
            if (!receivers.mayTry(uri)) {
                return;
            }
            var id = "urn:ngsi-ld:Notification:" + UUID.randomUUID();
            records.attempt(key, at);
            // The place is for the query: a receiver that takes its time must not hold it.
            places.release();
            Outcome outcome;
            try {
                outcome = receivers.send(uri, () -> request(id));
            } finally {
                places.acquireUninterruptibly();
            }
            if (outcome instanceof Outcome.Failed failed) {
                records.failed(key, id, at, failed.reason());
            } else {
                records.taken(key, id, at, at);
            }
        }

        private Outcome request(String id) throws InterruptedException {
            try {
                return sender.send(
                        messages.ofEntities(
                                key.tenant(), subscription, id, List.copyOf(found), at));
            } catch (NgsiLdException e) {
                return Outcome.unwritten(e);
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
