package city.auriga.api.delivery;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.Undelivered;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What operators may see of deliveries, and do to them. */
@Component
public class DeliveryOperations {
    private final Deliveries deliveries;
    private final DeliveryRecords records;
    private final Backlog backlog;
    private final Undelivered undelivered;
    private final SubscriptionIndex index;
    private final EntityStore entities;
    private final MessageWriter messages;
    private final Sender sender;
    private final InstantSource clock;

    DeliveryOperations(
            Deliveries deliveries,
            DeliveryRecords records,
            Backlog backlog,
            Undelivered undelivered,
            SubscriptionIndex index,
            EntityStore entities,
            MessageWriter messages,
            Sender sender,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.records = records;
        this.backlog = backlog;
        this.undelivered = undelivered;
        this.index = index;
        this.entities = entities;
        this.messages = messages;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * What waits for a subscription.
     *
     * @param inMemory of this process
     * @param inBacklog of all processes
     * @param oldest since when the oldest in the backlog waits; null if there is none
     */
    public record Waiting(boolean held, int inMemory, long inBacklog, @Nullable Instant oldest) {}

    public Waiting waiting(SubscriptionKey key) {
        var size = backlog.size(key);
        return new Waiting(
                deliveries.isHeld(key), deliveries.inMemory(key), size.waiting(), size.oldest());
    }

    /**
     * One request that was sent.
     *
     * @param failure empty if the receiver took it
     */
    public record Attempt(
            String notificationId, Instant at, Duration took, Optional<String> failure) {}

    /** The last requests of this process, the latest last. */
    public List<Attempt> attempts(SubscriptionKey key) {
        return records.last(key).stream()
                .map(r ->
                        new Attempt(
                                r.notificationId(),
                                r.at(),
                                Duration.ofMillis(r.millis()),
                                r.failure()))
                .toList();
    }

    /** Stops deliveries of a subscription; what it shall be told waits. */
    public void hold(SubscriptionKey key) {
        deliveries.hold(key);
    }

    public void release(SubscriptionKey key) {
        deliveries.release(key);
    }

    /**
     * Sends a notification of an Entity that matches now, or of none, whatever else waits; it is
     * not counted.
     *
     * @throws NgsiLdException ResourceNotFound if there is no such subscription, or whatever keeps
     *     the notification from being written
     */
    public Attempt test(SubscriptionKey key) {
        var subscription =
                index.find(key.tenant(), key.id())
                        .orElseThrow(() ->
                                NgsiLdException.notFound("there is no Subscription " + key.id()));
        var at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var id = "urn:ngsi-ld:Notification:test:" + UUID.randomUUID();
        try {
            var message =
                    messages.ofEntities(
                            key.tenant(), subscription, id, example(key, subscription, at), at);
            var outcome = sender.send(message);
            return new Attempt(
                    id,
                    at,
                    Duration.between(at, clock.instant()),
                    outcome instanceof Outcome.Failed failed
                            ? Optional.of(failed.reason())
                            : Optional.empty());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Attempt(id, at, Duration.ZERO, Optional.of("the broker is stopping"));
        }
    }

    private List<Entity> example(SubscriptionKey key, Subscription subscription, Instant at) {
        var one = new EntityPage.Request(1, 0, false);
        return entities.query(key.tenant(), subscription.query(), one, at).entities();
    }

    /**
     * Sends again what was given up, before what waits in the backlog.
     *
     * @return whether there was anything
     */
    public boolean replay(Tenant tenant, Undelivered.Choice choice) {
        var subscriptions = undelivered.replay(tenant, choice);
        subscriptions.forEach(deliveries::lookIntoBacklog);
        return !subscriptions.isEmpty();
    }
}
