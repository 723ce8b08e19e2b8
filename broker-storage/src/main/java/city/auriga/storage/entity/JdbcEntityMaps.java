package city.auriga.storage.entity;

import city.auriga.core.entity.EntityMap;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import java.nio.charset.StandardCharsets;
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
 * EntityMaps in PostgreSQL, so that every process knows them. With each new one go those that have
 * expired, and the oldest of those for which there is no room.
 */
public final class JdbcEntityMaps implements EntityMaps {
    private static final String PREFIX = "urn:ngsi-ld:EntityMap:";
    private static final String ADD = SqlResource.read(JdbcEntityMaps.class, "add-map.sql");
    private static final String FIND =
            "SELECT id, ids, context, expires_at FROM entity_map WHERE tenant = ? AND id = ? AND"
                    + " expires_at > ?";
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
    private final Limit limit;

    /**
     * What a tenant may have.
     *
     * @param bytes of the ids in all of its maps, as they were made
     */
    public record Limit(int maps, long bytes) {}

    public JdbcEntityMaps(Database database, Limit limit) {
        this.database = database;
        this.limit = limit;
    }

    @Override
    public EntityMap create(
            Tenant tenant, List<String> ids, String context, Instant expiresAt, Instant now) {
        long bytes = ids.stream().mapToLong(JdbcEntityMaps::bytes).sum();
        if (bytes > limit.bytes) {
            throw new NgsiLdException(
                    Problem.TOO_MANY_RESULTS,
                    "the ids of all EntityMaps may have "
                            + limit.bytes
                            + " bytes together, those of this one have "
                            + bytes,
                    "entityMap");
        }
        var map = new EntityMap(PREFIX + UUID.randomUUID(), ids, context, expiresAt);
        database.run(jdbc ->
                jdbc.sql(ADD)
                        .param("tenant", tenant.name())
                        .param("id", map.id())
                        .param("ids", ids.toArray(String[]::new))
                        .param("context", context)
                        .param("now", time(now))
                        .param("expiry", time(expiresAt))
                        .param("bytes", bytes)
                        .param("number", limit.maps)
                        .param("most", limit.bytes)
                        .update());
        return map;
    }

    private static long bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8).length;
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
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant());
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
