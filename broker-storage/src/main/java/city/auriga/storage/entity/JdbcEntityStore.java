package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.LinkedEntities;
import city.auriga.core.query.Ordering;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads entities from PostgreSQL. */
public final class JdbcEntityStore implements EntityStore {
    private final EntityReads reads;
    private final LookUps lookUps;
    private final EntityQueries queries;

    public JdbcEntityStore(EntityReads reads, LookUps lookUps, EntityQueries queries) {
        this.reads = reads;
        this.lookUps = lookUps;
        this.queries = queries;
    }

    @Override
    public Optional<Entity> find(Tenant tenant, EntityId id, Instant now) {
        return EntityReads.await(reads.find(new EntityKey(tenant, id)))
                .map(version -> version.live(now));
    }

    @Override
    public Map<EntityId, Entity> find(Tenant tenant, Collection<EntityId> ids, Instant now) {
        var keys = ids.stream().map(id -> new EntityKey(tenant, id)).toList();
        var found = new HashMap<EntityId, Entity>();
        lookUps.find(keys)
                .forEach((key, version) -> {
                    var live = version.live(now);
                    if (live != null) {
                        found.put(key.id(), live);
                    }
                });
        return found;
    }

    @Override
    public EntityPage query(
            Tenant tenant, EntityQuery query, EntityPage.Request page, Instant now) {
        return queries.page(tenant, query, page, now, linked(tenant, now));
    }

    @Override
    public void forEachChunk(
            Tenant tenant,
            EntityQuery query,
            Ordering ordering,
            Instant now,
            Consumer<List<Entity>> chunk) {
        queries.forEachChunk(tenant, query, ordering, now, linked(tenant, now), chunk);
    }

    private LinkedEntities linked(Tenant tenant, Instant now) {
        return id -> find(tenant, new EntityId(id), now);
    }
}
