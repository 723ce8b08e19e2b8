package city.auriga.core.subscription;

import city.auriga.core.mutation.EntityChange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Port: feeds, each a subscription whose endpoint is a connection that some process holds. It lasts
 * no longer than the connection, or its process. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface Feeds {
    /** How the ids of feeds begin, which no subscription's does. */
    String ID_PREFIX = "urn:auriga:feed:";

    /** Makes a feed known to all processes as one that this process holds. */
    void open(SubscriptionKey feed, ObjectNode document);

    void close(SubscriptionKey feed);

    /** The stored form, see {@link SubscriptionTerms}; empty if it is closed. */
    Optional<ObjectNode> find(SubscriptionKey feed);

    Map<SubscriptionKey, ObjectNode> all();

    /** Closes those of processes that are dead. */
    void closeAbandoned();

    /** Sends changes of the outbox to the processes that hold the feeds; drops those of none. */
    void relay(Collection<Backlog.Late> changes);

    /** A change that another process has committed. */
    record Relayed(long outboxId, EntityChange change) {}

    /** Takes what other processes have sent for a feed, in the order of the outbox. */
    List<Relayed> take(SubscriptionKey feed, int limit);
}
