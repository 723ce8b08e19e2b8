package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads entities from PostgreSQL. */
public final class JdbcEntityStore implements EntityStore {
    private static final String FIND =
            "SELECT " + StoredEntity.COLUMNS + " FROM entity e WHERE e.tenant = ? AND e.id = ?";
    private static final String FIND_ALL =
            "SELECT "
                    + StoredEntity.COLUMNS
                    + " FROM entity e WHERE e.tenant = ? AND e.id = ANY (?)";

    private final Database database;
    private final TypeSets typeSets;
    private final EntityQueries queries;

    /**
     * @param database for look-ups by id
     * @param queries for queries, whose plans depend on their values
     */
    public JdbcEntityStore(Database database, Database queries, TypeSets typeSets) {
        this.database = database;
        this.typeSets = typeSets;
        this.queries = new EntityQueries(queries, typeSets);
    }

    @Override
    public Optional<Entity> find(Tenant tenant, EntityId id, Instant now) {
        return database.run(jdbc ->
                        jdbc.sql(FIND)
                                .param(tenant.name())
                                .param(id.value())
                                .query((row, n) -> StoredEntity.read(row, 0, typeSets))
                                .optional())
                .filter(entity -> !entity.isExpired(now))
                .map(entity -> entity.live(now));
    }

    @Override
    public EntityPage query(
            Tenant tenant, EntityQuery query, EntityPage.Request page, Instant now) {
        return queries.page(tenant, query, page, now, id -> find(tenant, new EntityId(id), now));
    }

    @Override
    public List<Entity> findAll(Tenant tenant, Collection<EntityId> ids, Instant now) {
        var array = ids.stream().map(EntityId::value).toArray(String[]::new);
        return database
                .run(jdbc ->
                        jdbc.sql(FIND_ALL)
                                .param(tenant.name())
                                .param(array)
                                .query((row, n) -> StoredEntity.read(row, 0, typeSets))
                                .list())
                .stream()
                .filter(entity -> !entity.isExpired(now))
                .map(entity -> entity.live(now))
                .toList();
    }
}
