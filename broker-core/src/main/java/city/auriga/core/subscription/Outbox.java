package city.auriga.core.subscription;

import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;

/** Port: what is committed and not yet delivered. */
public interface Outbox {
    /** Forgets changes of which all subscribers were served or given up. */
    void served(Collection<Long> outboxIds);

    /**
     * Changes that nobody delivers: of processes that died, and of this one that it does not know
     * because a commit's answer was lost. They belong to this process from then on.
     *
     * @param known ids that this process is delivering
     * @param limit at most so many
     */
    List<PendingNotification> adopt(LongPredicate known, int limit);
}
