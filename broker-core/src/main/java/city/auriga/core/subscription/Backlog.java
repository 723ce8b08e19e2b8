package city.auriga.core.subscription;

import city.auriga.core.mutation.EntityChange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: what waits for subscriptions whose receivers are behind, so that memory holds only the next
 * of it and nobody else waits for them.
 */
public interface Backlog {
    /** A change in the outbox that shall wait for a subscription. */
    record Late(SubscriptionKey subscription, long outboxId) {}

    /**
     * A change that waits for a subscription.
     *
     * @param since when it began to wait; how long it is tried counts from then
     * @param replayed whether an operator sends it again
     */
    record Waiting(long outboxId, EntityChange change, Instant since, boolean replayed) {}

    /** Lets changes of the outbox wait; one that waits already does so once. */
    void add(Collection<Late> late);

    /** What waits longest for a subscription in this process, in the order of the outbox. */
    List<Waiting> next(SubscriptionKey subscription, int limit);

    /** Forgets what was served or given up. */
    void remove(SubscriptionKey subscription, Collection<Long> outboxIds);

    /** Subscriptions for which something waits in a process that is dead. */
    Set<SubscriptionKey> orphans();

    /** Takes over all that waits for a subscription in dead processes, unless another one does. */
    void inherit(SubscriptionKey subscription);

    /**
     * How much waits for a subscription, and since when.
     *
     * @param oldest null if nothing does
     */
    record Size(long waiting, @Nullable Instant oldest) {}

    Size size(SubscriptionKey subscription);
}
