package city.auriga.core.subscription;

import city.auriga.core.mutation.EntityChange;
import java.util.List;

/**
 * A committed change and the subscriptions that are still to be told of it.
 *
 * @param outboxId unique, growing with the commits of one Entity; notification ids are made from it
 */
public record PendingNotification(
        long outboxId, EntityChange change, List<String> subscriptionIds) {
    public PendingNotification {
        subscriptionIds = List.copyOf(subscriptionIds);
    }
}
