package city.auriga.core.subscription;

import city.auriga.core.mutation.EntityChange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Port: feeds, each a subscription whose endpoint is a connection that some process holds. It lasts
 * no longer than the connection, or its process. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface Feeds {
    /** How the ids of feeds begin. */
    String ID_PREFIX = SubscriptionReader.RESERVED_IDS + "feed:";

    /**
     * Makes a feed known to all processes as one that this process holds.
     *
     * @throws city.auriga.core.problem.NgsiLdException NonexistentTenant if the tenant is gone
     */
    void open(SubscriptionKey feed, ObjectNode document);

    void close(SubscriptionKey feed);

    /** The stored form, see {@link SubscriptionTerms}; empty if it is closed. */
    Optional<ObjectNode> find(SubscriptionKey feed);

    Map<SubscriptionKey, ObjectNode> all();

    /**
     * Closes those that nobody holds: of processes that are dead, and of this one but for some.
     *
     * @param held ids of the feeds that this process holds
     */
    void closeAbandoned(Set<String> held);

    /** Sends changes of the outbox to the processes that hold the feeds; drops those of none. */
    void relay(Collection<Backlog.Late> changes);

    /**
     * Tells who holds a feed that changes for it were dropped.
     *
     * @param last the last of them
     */
    void relayLost(SubscriptionKey feed, long last, int number);

    /**
     * What another process has sent for a feed.
     *
     * @param change null if some were dropped
     * @param lost how many were dropped
     */
    record Relayed(long outboxId, @Nullable EntityChange change, int lost) {}

    /** Takes what other processes have sent for a feed, in the order of the outbox. */
    List<Relayed> take(SubscriptionKey feed, int limit);
}
