package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Ordering;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: reads entities. Nothing that has expired at {@code now} is ever returned. */
public interface EntityStore {
    Optional<Entity> find(Tenant tenant, EntityId id, Instant now);

    /** Those of several Entities that there are. */
    Map<EntityId, Entity> find(Tenant tenant, Collection<EntityId> ids, Instant now);

    /** One page of the entities that a query matches. */
    EntityPage query(Tenant tenant, EntityQuery query, EntityPage.Request page, Instant now);

    /**
     * Hands over all entities that a query matches, in chunks. In the order of creation, what is
     * done with a chunk may change its entities.
     */
    void forEachChunk(
            Tenant tenant,
            EntityQuery query,
            Ordering ordering,
            Instant now,
            Consumer<List<Entity>> chunk);
}
