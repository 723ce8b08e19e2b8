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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The table {@code spool}. One lane takes all writes that wait in one INSERT, so that they are
 * stored in the order in which they came; but for those of kind {@code ABSENT}, whose order does
 * not matter.
 */
public final class JdbcSpool implements Spool, AutoCloseable {
    private static final int QUEUE = 50_000;
    private static final int BATCH = 2_000;
    private static final int COUNTED_AT_ONCE = 100_000;
    private static final int CLEANED_AT_ONCE = 5_000;

    private static final String ADD =
            """
            INSERT INTO spool (tenant, entity_id, kind, document)
            SELECT tenant, entity_id, kind, document::json
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])
                WITH ORDINALITY AS w (tenant, entity_id, kind, document, place)
            ORDER BY place
            """;

    /** What waits already is not added; says how much of each tenant is. */
    private static final String ADD_ONCE =
            """
            WITH added AS (
            %sON CONFLICT (tenant, entity_id, md5(document::text)) WHERE kind = 'ABSENT' DO NOTHING
            RETURNING tenant)
            SELECT tenant, count(*) FROM added GROUP BY tenant
            """
                    .formatted(ADD);

    /** In one order, so that two processes do not wait for each other. Others stay as they came. */
    private static final Comparator<Adding> SHELLS_FIRST =
            Comparator.comparing((Adding adding) -> !adding.isShell())
                    .thenComparing(adding -> adding.isShell() ? adding.write.tenant().name() : "")
                    .thenComparing(adding -> adding.isShell() ? adding.write.entity() : "")
                    .thenComparing(adding -> adding.isShell() ? adding.write.document() : "");

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

    private static final String REMOVE = "DELETE FROM spool WHERE tenant = ? AND seq = ANY (?)";

    private final Database database;
    private final long capacity;
    private final SpoolLock lock;
    private final SpoolRoom room;
    private final SpoolCount count;
    private final SpoolRows rows;
    private final SentTimes sent;
    private final Lane<Adding> lane;

    private record Adding(Write write, CompletableFuture<@Nullable Void> stored)
            implements Lane.Request {
        boolean isShell() {
            return write.kind() == Kind.ABSENT;
        }

        @Override
        public void fail(NgsiLdException error) {
            stored.completeExceptionally(error);
        }
    }

    private record Oldest(Tenant tenant, Instant since) {}

    /**
     * @param direct a source of connections that no pool shares
     * @param capacity how many rows it may hold
     * @param share percent of the place that the other tenants leave, for each tenant
     */
    public JdbcSpool(Database database, DataSource direct, long capacity, int share) {
        this.database = database;
        this.capacity = capacity;
        this.lock = new SpoolLock(direct);
        this.room = new SpoolRoom(capacity, share);
        this.count = new SpoolCount(database, room, COUNTED_AT_ONCE);
        this.rows = new SpoolRows(database);
        this.sent = new SentTimes(database, CLEANED_AT_ONCE);
        this.lane = new Lane<>("spool", QUEUE, BATCH, this::add);
    }

    @Override
    public CompletableFuture<@Nullable Void> add(Write write) {
        var adding = new Adding(write, new CompletableFuture<>());
        lane.submit(adding);
        return adding.stored;
    }

    private void add(List<Adding> batch) {
        var fitting = fitting(batch);
        if (fitting.isEmpty()) {
            return;
        }
        try {
            insert(fitting);
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw later(e);
            }
            insertByTenant(fitting);
        }
    }

    /** Refuses those for whom there is no place. */
    private List<Adding> fitting(List<Adding> batch) {
        var fitting = new ArrayList<Adding>();
        byTenant(batch)
                .forEach((tenant, ofTenant) -> {
                    if (room.isFull(tenant)) {
                        var full =
                                Lane.unavailable(
                                        "too many writes of tenant '%s' wait for the broker"
                                                .formatted(tenant.name()));
                        ofTenant.forEach(adding -> adding.fail(full));
                    } else {
                        fitting.addAll(ofTenant);
                    }
                });
        return fitting;
    }

    /** The order of each is kept. */
    private static Map<Tenant, List<Adding>> byTenant(List<Adding> batch) {
        return batch.stream().collect(Collectors.groupingBy(adding -> adding.write.tenant()));
    }

    /** So that a tenant that is gone takes nobody with it. */
    private void insertByTenant(List<Adding> batch) {
        byTenant(batch)
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
        var writes = batch.stream().sorted(SHELLS_FIRST).map(Adding::write).toList();
        var tenants = writes.stream().map(Write::tenant).distinct().toList();
        boolean hasShells = batch.stream().anyMatch(Adding::isShell);
        var added =
                database.inTenants(
                        tenants, jdbc -> hasShells ? addOnce(jdbc, writes) : addAll(jdbc, writes));
        added.forEach((tenant, rows) -> room.added(tenant, Math.toIntExact(rows)));
        batch.forEach(adding -> adding.stored.complete(null));
    }

    private static Map<Tenant, Long> addAll(JdbcClient jdbc, List<Write> writes) {
        with(writes, jdbc.sql(ADD)).update();
        return writes.stream().collect(Collectors.groupingBy(Write::tenant, Collectors.counting()));
    }

    /** A statement of its own, since it costs more for all of its rows. */
    private static Map<Tenant, Long> addOnce(JdbcClient jdbc, List<Write> writes) {
        var added = new HashMap<Tenant, Long>();
        with(writes, jdbc.sql(ADD_ONCE))
                .query((row, number) -> added.put(new Tenant(row.getString(1)), row.getLong(2)))
                .list();
        return added;
    }

    private static StatementSpec with(List<Write> writes, StatementSpec statement) {
        return statement
                .param(texts(writes, write -> write.tenant().name()))
                .param(texts(writes, Write::entity))
                .param(texts(writes, write -> write.kind().name()))
                .param(texts(writes, Write::document));
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public Size measure() {
        room.count();
        var waiting = oldest();
        room.onlyOf(waiting.stream().map(Oldest::tenant).collect(Collectors.toSet()));
        count.look();
        var oldest = waiting.stream().map(Oldest::since).min(Instant::compareTo).orElse(null);
        return new Size(oldest == null ? 0 : room.rows(), oldest, room.full(), room.isClosed());
    }

    @Override
    public boolean isMine() {
        return lock.isMine();
    }

    @Override
    public void release() {
        lock.release();
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
    public List<Row> next(Tenant tenant, Wanted wanted) {
        return rows.next(tenant, wanted);
    }

    @Override
    public List<Row> nextOfEach(Tenant tenant, Wanted wanted, int most) {
        return rows.nextOfEach(tenant, wanted, most);
    }

    @Override
    public List<Row> nextOf(Tenant tenant, Set<String> entities, long from, int limit) {
        return rows.nextOf(tenant, entities, from, limit);
    }

    @Override
    public List<Row> nextAbsent(Tenant tenant, Set<Long> without, int limit) {
        return rows.nextAbsent(tenant, without, limit);
    }

    @Override
    public Map<String, Map<String, Instant>> newest(Tenant tenant, Collection<String> entities) {
        return sent.find(tenant, entities);
    }

    @Override
    public void done(
            Tenant tenant, Collection<Long> done, Map<String, Map<String, Instant>> newest) {
        try {
            int removed =
                    database.inTenants(
                            List.of(tenant),
                            jdbc -> {
                                int count = remove(jdbc, tenant, done);
                                SentTimes.remember(jdbc, tenant, newest);
                                return count;
                            });
            room.removed(tenant, removed);
        } catch (NgsiLdException e) {
            // What is left of a tenant that is being removed goes with it.
            if (e.problem() != Problem.NONEXISTENT_TENANT) {
                throw e;
            }
        }
    }

    /** First of all: whose rows are gone was not the only one who sent them. */
    private static int remove(JdbcClient jdbc, Tenant tenant, Collection<Long> done) {
        int removed = jdbc.sql(REMOVE).params(tenant.name(), done.toArray(Long[]::new)).update();
        if (removed != done.size()) {
            throw Lane.unavailable(
                    "%d of %d writes were settled by another process"
                            .formatted(done.size() - removed, done.size()));
        }
        return removed;
    }

    @Override
    public void forget(Instant before) {
        sent.forget(before);
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
