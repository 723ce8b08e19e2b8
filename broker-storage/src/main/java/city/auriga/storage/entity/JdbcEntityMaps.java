package city.auriga.storage.entity;

import city.auriga.core.entity.EntityMap;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * EntityMaps in PostgreSQL, so that every process knows them; those that have expired go with each
 * new one.
 */
public final class JdbcEntityMaps implements EntityMaps {
    private static final String PREFIX = "urn:ngsi-ld:EntityMap:";
    private static final String SWEEP = "DELETE FROM entity_map WHERE expires_at <= ?";
    private static final String ADD =
            "INSERT INTO entity_map (tenant, id, ids, expires_at) VALUES (?, ?, ?, ?)";
    private static final String MAKE_ROOM =
            """
            DELETE FROM entity_map WHERE tenant = ? AND id IN (
                SELECT id FROM entity_map WHERE tenant = ? ORDER BY expires_at DESC OFFSET ?)
            """;
    private static final String FIND =
            "SELECT id, ids, expires_at FROM entity_map WHERE tenant = ? AND id = ? AND expires_at"
                    + " > ?";
    private static final String REMOVE =
            """
            UPDATE entity_map m SET ids = ARRAY(
                SELECT i.id FROM unnest(m.ids) WITH ORDINALITY AS i (id, n) WHERE NOT EXISTS (SELECT FROM unnest(?) g (id) WHERE g.id = i.id) ORDER BY i.n)
            WHERE m.tenant = ? AND m.id = ?
            """;
    private static final String EXPIRE =
            "UPDATE entity_map SET expires_at = ? WHERE tenant = ? AND id = ? AND expires_at > ?";
    private static final String DELETE =
            "DELETE FROM entity_map WHERE tenant = ? AND id = ? AND expires_at > ?";

    private final Database database;
    private final int limit;

    /**
     * @param limit how many maps a tenant may have; the one that would expire first gives way
     */
    public JdbcEntityMaps(Database database, int limit) {
        this.database = database;
        this.limit = limit;
    }

    @Override
    public EntityMap create(Tenant tenant, List<String> ids, Instant expiresAt, Instant now) {
        var map = new EntityMap(PREFIX + UUID.randomUUID(), ids, expiresAt);
        database.run(jdbc -> jdbc.sql(SWEEP).param(time(now)).update());
        database.run(jdbc ->
                jdbc.sql(MAKE_ROOM).params(tenant.name(), tenant.name(), limit - 1).update());
        database.run(jdbc ->
                jdbc.sql(ADD)
                        .params(
                                tenant.name(),
                                map.id(),
                                ids.toArray(String[]::new),
                                time(expiresAt))
                        .update());
        return map;
    }

    @Override
    public Optional<EntityMap> find(Tenant tenant, String id, Instant now) {
        return database.run(jdbc ->
                jdbc.sql(FIND)
                        .params(tenant.name(), id, time(now))
                        .query(JdbcEntityMaps::map)
                        .optional());
    }

    private static EntityMap map(ResultSet row, int number) throws SQLException {
        return new EntityMap(
                row.getString(1),
                List.of((String[]) row.getArray(2).getArray()),
                row.getObject(3, OffsetDateTime.class).toInstant());
    }

    @Override
    public void remove(Tenant tenant, String id, Collection<String> ids) {
        database.run(jdbc ->
                jdbc.sql(REMOVE).params(ids.toArray(String[]::new), tenant.name(), id).update());
    }

    @Override
    public boolean changeExpiry(Tenant tenant, String id, Instant expiresAt, Instant now) {
        return database.run(jdbc ->
                jdbc.sql(EXPIRE).params(time(expiresAt), tenant.name(), id, time(now)).update())
                > 0;
    }

    @Override
    public boolean delete(Tenant tenant, String id, Instant now) {
        return database.run(jdbc -> jdbc.sql(DELETE).params(tenant.name(), id, time(now)).update())
                > 0;
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
