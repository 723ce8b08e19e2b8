package city.auriga.core.subscription;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Port: notifications that were given up, kept until an operator sends them again or deletes them.
 */
public interface Undelivered {
    /**
     * A request as it was sent.
     *
     * @param headers in their order
     * @param body as text
     */
    record Request(String uri, List<Map.Entry<String, String>> headers, String body) {
        public Request {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A notification that was given up.
     *
     * @param attempts how often it was sent
     * @param reason of the last failure
     * @param request the last one; null if none could be written
     */
    record Letter(
            long number,
            SubscriptionKey subscription,
            String notificationId,
            int attempts,
            String reason,
            Instant since,
            @Nullable Request request) {}

    /** Keeps a notification, which no longer waits in the backlog. */
    void add(
            SubscriptionKey subscription,
            long outboxId,
            EntityChange change,
            int attempts,
            String reason,
            @Nullable Request request);

    /**
     * The oldest first.
     *
     * @param subscriptionId null for those of all subscriptions
     * @param after only those with a higher number
     */
    List<Letter> list(Tenant tenant, @Nullable String subscriptionId, long after, int limit);

    /** Which of them: one, or all of a subscription. */
    sealed interface Choice {
        record One(long number) implements Choice {}

        record OfSubscription(String subscriptionId) implements Choice {}
    }

    /**
     * Puts them back in front of what waits, in one step, as far as their subscriptions are there
     * and active.
     *
     * @return their subscriptions
     */
    Set<SubscriptionKey> replay(Tenant tenant, Choice choice);

    /**
     * @return how many there were
     */
    int delete(Tenant tenant, Choice choice);
}
