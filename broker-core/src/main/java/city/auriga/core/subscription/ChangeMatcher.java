package city.auriga.core.subscription;

import city.auriga.core.mutation.EntityChange;
import java.util.List;

/**
 * Port: which subscriptions want to know of a change. Asked inside the write transaction, so it
 * must not block.
 */
@FunctionalInterface
public interface ChangeMatcher {
    /**
     * @return ids of the subscriptions that match, often none
     */
    List<String> match(EntityChange change);
}
