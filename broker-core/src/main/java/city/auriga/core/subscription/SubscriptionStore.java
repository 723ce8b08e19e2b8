package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Port: keeps subscriptions. */
public interface SubscriptionStore {
    /**
     * A subscription as it is kept.
     *
     * @param document the stored form: see {@link SubscriptionTerms}
     */
    record Stored(
            ObjectNode document, Instant createdAt, Instant modifiedAt, DeliveryState deliveries) {}

    /** What the broker knows of the deliveries of a subscription (5.2.14, output-only members). */
    record DeliveryState(
            long timesSent,
            long timesFailed,
            @Nullable Instant lastNotification,
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure) {}

    /** A page of subscriptions, and how many there are. */
    record Listing(List<Stored> page, long total) {}

    /** False if the id is taken. */
    boolean create(Tenant tenant, String id, ObjectNode document, Instant now);

    Optional<Stored> find(Tenant tenant, String id);

    Listing list(Tenant tenant, int limit, int offset);

    /**
     * @param read {@code modifiedAt} of what the document was made from
     * @return false if there is none, or it has been replaced since
     */
    boolean replace(Tenant tenant, String id, ObjectNode document, Instant read, Instant now);

    /** False if there is none. */
    boolean delete(Tenant tenant, String id);

    /** Every subscription of every tenant. */
    Map<Tenant, List<ObjectNode>> all();

    /** Adds to the counters of a subscription and moves its times on; null leaves a time alone. */
    void record(Tenant tenant, String id, DeliveryState delta);

    /**
     * Periodic subscriptions whose time has come, each of which one process gets; the time of the
     * next is set. What nobody took in time is not made up for (5.8.6).
     */
    Set<SubscriptionKey> takeDue(Instant now, int limit);

    /**
     * Takes the next turn of a throttled subscription (5.2.12), of which all processes have one
     * together.
     *
     * @param outboxId what is to be told; it may take the turn that it has taken already
     * @return false if the last turn was not that long ago, or there is no such subscription
     */
    boolean takeTurn(Tenant tenant, String id, long outboxId, Instant now, Duration throttling);
}
