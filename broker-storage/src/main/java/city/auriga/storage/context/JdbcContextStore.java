package city.auriga.storage.context;

import city.auriga.core.jsonld.ContextKind;
import city.auriga.core.jsonld.ContextStore;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The @contexts that are served, in PostgreSQL. */
public final class JdbcContextStore implements ContextStore {
    private static final String COLUMNS = "id, kind, document, created_at, hits, last_used_at";
    private static final String ADD =
            """
            INSERT INTO json_context (tenant, id, kind, document, created_at)
            SELECT ?, ?, ?, ?::json, ?
            WHERE (SELECT count(*) FROM json_context WHERE tenant = ?) < ?
            ON CONFLICT (tenant, id) DO NOTHING\
            """;
    private static final String FIND =
            "SELECT " + COLUMNS + " FROM json_context WHERE tenant = ? AND id = ?";
    private static final String LIST =
            "SELECT " + COLUMNS + " FROM json_context WHERE tenant = ? ORDER BY created_at, id";
    private static final String DELETE = "DELETE FROM json_context WHERE tenant = ? AND id = ?";
    private static final String RECORD =
            """
            UPDATE json_context
            SET hits = hits + ?, last_used_at = greatest(last_used_at, ?)
            WHERE tenant = ? AND id = ?\
            """;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Database database;

    public JdbcContextStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Tenant tenant, Stored context, int limit) {
        return database.run(jdbc ->
                jdbc.sql(ADD)
                                .params(
                                        tenant.name(),
                                        context.id(),
                                        context.kind().term(),
                                        context.value().toString(),
                                        time(context.createdAt()),
                                        tenant.name(),
                                        limit)
                                .update()
                        > 0);
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
    public List<Stored> list(Tenant tenant) {
        return database.run(
                jdbc -> jdbc.sql(LIST).param(tenant.name()).query(JdbcContextStore::stored).list());
    }

    @Override
    public boolean delete(Tenant tenant, String id) {
        return database.run(jdbc -> jdbc.sql(DELETE).params(tenant.name(), id).update() > 0);
    }

    @Override
    public void record(List<Uses> uses) {
        // Each statement is a transaction of its own: none waits for another one's row.
        for (var use : uses) {
            database.run(jdbc ->
                    jdbc.sql(RECORD)
                            .params(
                                    use.hits(),
                                    time(use.lastUsage()),
                                    use.tenant().name(),
                                    use.id())
                            .update());
        }
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        var kind = row.getString(2);
        return new Stored(
                row.getString(1),
                ContextKind.find(kind)
                        .orElseThrow(() -> new SQLException("unknown kind of @context: " + kind)),
                JSON.readTree(row.getString(3)),
                row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getLong(5),
                instant(row.getObject(6, OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
