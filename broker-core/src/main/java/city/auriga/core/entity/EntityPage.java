package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.query.Ordering;
import java.util.List;

/**
 * One page of the answer to a query (5.5.9).
 *
 * @param entities in a stable order
 * @param hasNext whether more entities follow
 * @param total of all entities that match; -1 if it was not asked for
 */
public record EntityPage(List<Entity> entities, boolean hasNext, long total) {
    public EntityPage {
        entities = List.copyOf(entities);
    }

    /**
     * Which page.
     *
     * @param limit at most so many entities
     * @param offset of the first one, from 0 on
     * @param count whether the total is wanted
     * @param ordering in which order
     */
    public record Request(int limit, int offset, boolean count, Ordering ordering) {
        /** A page in the order of creation. */
        public Request(int limit, int offset, boolean count) {
            this(limit, offset, count, Ordering.CREATION);
        }
    }
}
