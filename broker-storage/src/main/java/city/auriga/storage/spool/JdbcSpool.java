package city.auriga.storage.spool;

import city.auriga.core.device.Spool;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.lane.Lane;
import city.auriga.storage.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The tables {@code spool} and {@code spool_newest}. One lane takes all writes that wait in one
 * INSERT, so that they are stored in the order in which they came.
 */
public final class JdbcSpool implements Spool, AutoCloseable {
    private static final int QUEUE = 50_000;
    private static final int BATCH = 2_000;

    private static final String ADD =
            """
            INSERT INTO spool (tenant, entity_id, kind, document)
            SELECT tenant, entity_id, kind, document::json
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
                WITH ORDINALITY AS w (tenant, entity_id, kind, document, place)
            ORDER BY place
            """;
    private static final String MEASURE = "SELECT count(*) FROM spool";

    /** The oldest of each tenant is the first of its key. */
    private static final String TENANTS =
            """
            WITH RECURSIVE names AS (
                (SELECT tenant FROM spool ORDER BY tenant LIMIT 1)
                UNION ALL
                SELECT (SELECT s.tenant FROM spool s WHERE s.tenant > n.tenant ORDER BY s.tenant LIMIT 1)
                FROM names n WHERE n.tenant IS NOT NULL)
            SELECT tenant, (SELECT s.created_at FROM spool s WHERE s.tenant = n.tenant ORDER BY s.seq LIMIT 1)
            FROM names n WHERE tenant IS NOT NULL
            """;

    private static final String NEXT =
            "SELECT seq, entity_id, kind, document FROM spool WHERE tenant = ? ORDER BY seq LIMIT"
                    + " ?";
    private static final String NEWEST =
            "SELECT entity_id, newest FROM spool_newest WHERE tenant = ? AND entity_id = ANY (?)";
    private static final String REMOVE = "DELETE FROM spool WHERE tenant = ? AND seq = ANY (?)";
    private static final String REMEMBER =
            """
            INSERT INTO spool_newest (tenant, entity_id, newest)
            SELECT ?, entity_id, newest::json FROM unnest(?::text[], ?::text[]) AS n (entity_id, newest)
            ON CONFLICT (tenant, entity_id) DO UPDATE SET newest = excluded.newest
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final Database database;
    private final long capacity;
    private final SpoolLock lock;
    private final SpoolRoom room;
    private final Lane<Adding> lane;

    private record Adding(Write write, CompletableFuture<@Nullable Void> stored)
            implements Lane.Request {
        @Override
        public void fail(NgsiLdException error) {
            stored.completeExceptionally(error);
        }
    }

    private record Oldest(Tenant tenant, Instant since) {}

    /**
     * @param direct a source of connections that no pool shares
     * @param capacity how many rows it may hold
     */
    public JdbcSpool(Database database, DataSource direct, long capacity) {
        this.database = database;
        this.capacity = capacity;
        this.lock = new SpoolLock(direct);
        this.room = new SpoolRoom(capacity, this::rows);
        this.lane = new Lane<>("spool", QUEUE, BATCH, this::add);
    }

    @Override
    public CompletableFuture<@Nullable Void> add(Write write) {
        var adding = new Adding(write, new CompletableFuture<>());
        lane.submit(adding);
        return adding.stored;
    }

    private void add(List<Adding> batch) {
        if (!room.take(batch.size())) {
            throw Lane.unavailable(
                    "the spool is full: " + capacity + " writes wait for the broker");
        }
        try {
            insert(batch);
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw later(e);
            }
            insertByTenant(batch);
        }
        batch.forEach(adding -> adding.stored.complete(null));
    }

    /** So that a tenant that is gone takes nobody with it. */
    private void insertByTenant(List<Adding> batch) {
        batch.stream()
                .collect(Collectors.groupingBy(adding -> adding.write.tenant()))
                .values()
                .forEach(ofTenant -> {
                    try {
                        insert(ofTenant);
                    } catch (NgsiLdException e) {
                        var error = e.problem() == Problem.NONEXISTENT_TENANT ? e : later(e);
                        ofTenant.forEach(adding -> adding.fail(error));
                    }
                });
    }

    /** Nothing that the database says, be it that it is too slow, is the fault of a reading. */
    private static NgsiLdException later(NgsiLdException e) {
        return new NgsiLdException(Problem.SERVICE_UNAVAILABLE, e.getMessage());
    }

    private void insert(List<Adding> batch) {
        var writes = batch.stream().map(Adding::write).toList();
        var tenants = writes.stream().map(Write::tenant).distinct().toList();
        database.inTenants(
                tenants,
                jdbc ->
                        jdbc.sql(ADD)
                                .param(texts(writes, write -> write.tenant().name()))
                                .param(texts(writes, Write::entity))
                                .param(texts(writes, write -> write.kind().name()))
                                .param(texts(writes, Write::document))
                                .update());
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public Size measure() {
        var oldest = oldest().stream().map(Oldest::since).min(Instant::compareTo).orElse(null);
        return new Size(oldest == null ? 0 : room.rows(), oldest);
    }

    private long rows() {
        return database.run(jdbc -> jdbc.sql(MEASURE).query(Long.class).single());
    }

    @Override
    public boolean isMine() {
        return lock.isMine();
    }

    @Override
    public List<Tenant> tenants() {
        return oldest().stream().map(Oldest::tenant).toList();
    }

    private List<Oldest> oldest() {
        return database.run(jdbc -> jdbc.sql(TENANTS).query(JdbcSpool::read).list());
    }

    private static Oldest read(ResultSet row, int number) throws SQLException {
        return new Oldest(
                new Tenant(row.getString(1)), row.getObject(2, OffsetDateTime.class).toInstant());
    }

    @Override
    public List<Row> next(Tenant tenant, int limit) {
        return database.run(jdbc ->
                jdbc.sql(NEXT)
                        .params(tenant.name(), limit)
                        .query((row, number) ->
                                new Row(
                                        row.getLong(1),
                                        new Write(
                                                tenant,
                                                row.getString(2),
                                                Kind.valueOf(row.getString(3)),
                                                row.getString(4))))
                        .list());
    }

    @Override
    public Map<String, Map<String, Instant>> newest(Tenant tenant, Collection<String> entities) {
        if (entities.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, Map<String, Instant>>();
        database.run(jdbc ->
                jdbc.sql(NEWEST)
                        .params(tenant.name(), entities.toArray(String[]::new))
                        .query((row, number) ->
                                found.put(row.getString(1), times(row.getString(2))))
                        .list());
        return found;
    }

    @Override
    public void done(
            Tenant tenant, Collection<Long> rows, Map<String, Map<String, Instant>> newest) {
        var entities = newest.keySet().stream().sorted().toList();
        var ids = entities.toArray(String[]::new);
        var documents = texts(entities, id -> written(newest.getOrDefault(id, Map.of())));
        try {
            database.inTenants(
                    List.of(tenant),
                    jdbc -> {
                        if (ids.length > 0) {
                            jdbc.sql(REMEMBER).params(tenant.name(), ids, documents).update();
                        }
                        return jdbc.sql(REMOVE)
                                .params(tenant.name(), rows.toArray(Long[]::new))
                                .update();
                    });
        } catch (NgsiLdException e) {
            // What is left of a tenant that is being removed goes with it.
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
        }
    }

    private static Map<String, Instant> times(String document) {
        var newest = new HashMap<String, Instant>();
        JSON.readTree(document)
                .properties()
                .forEach(e -> newest.put(e.getKey(), Instant.parse(e.getValue().stringValue())));
        return newest;
    }

    private static String written(Map<String, Instant> newest) {
        var document = JsonNodeFactory.instance.objectNode();
        newest.forEach((instance, time) -> document.put(instance, time.toString()));
        return document.toString();
    }

    private static <T> String[] texts(List<T> items, Function<T, String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }

    /** Lets another process forward at once. */
    @Override
    public void close() throws SQLException {
        lane.close();
        lock.close();
    }
}
