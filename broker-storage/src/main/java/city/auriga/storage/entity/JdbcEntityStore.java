package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import java.time.Instant;
import java.util.Optional;

/** Reads entities from PostgreSQL. */
public final class JdbcEntityStore implements EntityStore {
    private final EntityReads reads;
    private final EntityQueries queries;

    public JdbcEntityStore(EntityReads reads, EntityQueries queries) {
        this.reads = reads;
        this.queries = queries;
    }

    @Override
    public Optional<Entity> find(Tenant tenant, EntityId id, Instant now) {
        return EntityReads.await(reads.find(new EntityKey(tenant, id)))
                .map(version -> version.live(now));
    }

    @Override
    public EntityPage query(
            Tenant tenant, EntityQuery query, EntityPage.Request page, Instant now) {
        return queries.page(tenant, query, page, now, id -> find(tenant, new EntityId(id), now));
    }
}
