package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import java.time.Instant;
import java.util.Optional;

/** Port: reads entities. Nothing that has expired at {@code now} is ever returned. */
public interface EntityStore {
    Optional<Entity> find(Tenant tenant, EntityId id, Instant now);

    /** One page of the entities that a query matches, in the order of their creation. */
    EntityPage query(Tenant tenant, EntityQuery query, EntityPage.Request page, Instant now);
}
