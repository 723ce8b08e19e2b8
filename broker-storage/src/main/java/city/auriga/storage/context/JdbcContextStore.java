package city.auriga.storage.context;

import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The @contexts that are served, in PostgreSQL. */
public final class JdbcContextStore implements ContextStore {
    private static final String SUMMARY = "id, kind, created_at, hits, last_used_at";
    private static final String KEEP =
            """
            INSERT INTO json_context (tenant, id, kind, document, bytes, created_at)
            SELECT ?, ?, ?, ?::json, ?, ?
            WHERE (
                SELECT count(*) < ? AND coalesce(sum(bytes), 0) <= ?
                FROM json_context WHERE tenant = ? AND NOT for_reply)
            ON CONFLICT (tenant, id) DO UPDATE SET for_reply = false
            WHERE json_context.for_reply\
            """;
    private static final String IS_KEPT =
            "SELECT EXISTS (SELECT FROM json_context WHERE tenant = ? AND id = ? AND NOT"
                    + " for_reply)";
    private static final String WAS_USED =
            "SELECT coalesce(last_used_at, created_at) >= ? FROM json_context WHERE tenant = ? AND"
                    + " id = ?";
    private static final String NOTE_USE =
            "UPDATE json_context SET last_used_at = greatest(last_used_at, ?) WHERE tenant = ? AND"
                    + " id = ?";

    // Nobody waits for a row that another process counts, or takes out as well.
    private static final String MAKE_ROOM =
            """
            WITH latest AS (
                SELECT id, row_number() OVER latest AS place, sum(bytes) OVER latest AS total
                FROM json_context WHERE tenant = ? AND for_reply
                WINDOW latest AS (ORDER BY coalesce(last_used_at, created_at) DESC, id))
            DELETE FROM json_context WHERE tenant = ? AND id IN (
                SELECT c.id FROM json_context c JOIN latest l USING (id)
                WHERE c.tenant = ? AND c.for_reply AND (l.place > ? OR l.total > ?)
                FOR UPDATE OF c SKIP LOCKED)\
            """;
    private static final String KEEP_FOR_REPLY =
            """
            INSERT INTO json_context (tenant, id, kind, document, bytes, created_at, for_reply)
            VALUES (?, ?, ?, ?::json, ?, ?, true)
            ON CONFLICT (tenant, id) DO NOTHING\
            """;
    private static final String DELETE_UNUSED =
            """
            DELETE FROM json_context WHERE (tenant, id) IN (
                SELECT tenant, id FROM json_context
                WHERE for_reply AND coalesce(last_used_at, created_at) < ?
                FOR UPDATE SKIP LOCKED)\
            """;
    private static final String FIND =
            "SELECT " + SUMMARY + ", document FROM json_context WHERE tenant = ? AND id = ?";
    private static final String LIST =
            "SELECT " + SUMMARY + " FROM json_context WHERE tenant = ? ORDER BY created_at, id";
    private static final String DELETE = "DELETE FROM json_context WHERE tenant = ? AND id = ?";

    // Locked in order: two processes that count the same ones cannot wait for each other.
    private static final String RECORD =
            """
            WITH uses AS MATERIALIZED (
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[])
                    AS u (tenant, id, hits, last_used_at)),
            locked AS MATERIALIZED (
                SELECT tenant, id FROM json_context c JOIN uses USING (tenant, id)
                ORDER BY tenant, id FOR UPDATE OF c)
            UPDATE json_context c
            SET hits = c.hits + u.hits,
                last_used_at = greatest(c.last_used_at, u.last_used_at::timestamptz)
            FROM uses u JOIN locked USING (tenant, id)
            WHERE c.tenant = u.tenant AND c.id = u.id\
            """;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Database database;

    public JdbcContextStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean keep(Tenant tenant, Stored context, Limit limit) {
        var document = context.value().toString();
        long bytes = bytes(document);
        return database.inTenants(
                Set.of(tenant),
                jdbc ->
                        jdbc.sql(KEEP)
                                                .params(
                                                        tenant.name(),
                                                        context.id(),
                                                        context.kind().term(),
                                                        document,
                                                        bytes,
                                                        time(context.summary().createdAt()),
                                                        limit.number(),
                                                        limit.bytes() - bytes,
                                                        tenant.name())
                                                .update()
                                        > 0
                                || isKept(jdbc, tenant, context.id()));
    }

    @Override
    public boolean keepForReply(Tenant tenant, Stored context, Limit limit, Instant recent) {
        var document = context.value().toString();
        long bytes = bytes(document);
        if (database.run(jdbc -> isUsed(jdbc, tenant, context, recent))) {
            return true;
        }
        if (limit.number() < 1 || bytes > limit.bytes()) {
            return false;
        }
        return database.inTenants(
                Set.of(tenant),
                jdbc -> {
                    makeRoom(jdbc, tenant, limit.number() - 1, limit.bytes() - bytes);
                    jdbc.sql(KEEP_FOR_REPLY)
                            .params(
                                    tenant.name(),
                                    context.id(),
                                    context.kind().term(),
                                    document,
                                    bytes,
                                    time(context.summary().createdAt()))
                            .update();
                    return true;
                });
    }

    /**
     * Whether it is there and does not go just now. Another process may be taking it out: who notes
     * a use waits for that, and finds it gone.
     */
    private static boolean isUsed(JdbcClient jdbc, Tenant tenant, Stored context, Instant recent) {
        var used =
                jdbc.sql(WAS_USED)
                        .params(time(recent), tenant.name(), context.id())
                        .query(Boolean.class)
                        .optional();
        return used.isPresent()
                && (used.get()
                        || jdbc.sql(NOTE_USE)
                                        .params(
                                                time(context.summary().createdAt()),
                                                tenant.name(),
                                                context.id())
                                        .update()
                                > 0);
    }

    private static void makeRoom(JdbcClient jdbc, Tenant tenant, int number, long bytes) {
        jdbc.sql(MAKE_ROOM)
                .params(tenant.name(), tenant.name(), tenant.name(), number, bytes)
                .update();
    }

    private static boolean isKept(JdbcClient jdbc, Tenant tenant, String id) {
        return jdbc.sql(IS_KEPT).params(tenant.name(), id).query(Boolean.class).single();
    }

    private static long bytes(String document) {
        return document.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public Optional<Stored> find(Tenant tenant, String id) {
        return database.run(jdbc ->
                jdbc.sql(FIND)
                        .params(tenant.name(), id)
                        .query(JdbcContextStore::stored)
                        .optional());
    }

    @Override
    public List<Summary> list(Tenant tenant) {
        return database.run(jdbc ->
                jdbc.sql(LIST).param(tenant.name()).query(JdbcContextStore::summary).list());
    }

    @Override
    public boolean delete(Tenant tenant, String id) {
        return database.run(jdbc -> jdbc.sql(DELETE).params(tenant.name(), id).update() > 0);
    }

    @Override
    public void deleteUnused(Instant since) {
        database.run(jdbc -> jdbc.sql(DELETE_UNUSED).param(time(since)).update());
    }

    @Override
    public void record(List<Uses> uses) {
        var tenants = uses.stream().map(use -> use.tenant().name()).toArray(String[]::new);
        var ids = uses.stream().map(Uses::id).toArray(String[]::new);
        var hits = uses.stream().map(Uses::hits).toArray(Long[]::new);
        var times = uses.stream().map(use -> use.lastUsage().toString()).toArray(String[]::new);
        database.run(jdbc -> jdbc.sql(RECORD).params(tenants, ids, hits, times).update());
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(summary(row, number), JSON.readTree(row.getString(6)));
    }

    private static Summary summary(ResultSet row, int number) throws SQLException {
        var kind = row.getString(2);
        return new Summary(
                row.getString(1),
                ContextKind.find(kind)
                        .orElseThrow(() -> new SQLException("unknown kind of @context: " + kind)),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getLong(4),
                instant(row.getObject(5, OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
