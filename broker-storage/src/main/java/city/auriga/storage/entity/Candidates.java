package city.auriga.storage.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.OrderCompiler.Order;
import city.auriga.storage.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the keys and versions of the rows that a condition holds for. Every statement tells the
 * newest combination of types, too, so that the condition can be compiled anew if it did not know
 * that one.
 */
final class Candidates {
    /** How many are in memory at once. */
    static final int CHUNK = 500;

    private final Database database;
    private final Tenant tenant;
    private final Sql where;
    private int newestTypeSet;

    /**
     * A row as a statement found it.
     *
     * @param seq its place in the order of creation
     */
    record Candidate(long seq, EntityKey key, String version) {}

    /**
     * @param where a condition on {@code entity e}
     */
    Candidates(Database database, Tenant tenant, Sql where) {
        this.database = database;
        this.tenant = tenant;
        this.where = where;
    }

    /** The newest combination of types that there was when the statements ran. */
    int newestTypeSet() {
        return newestTypeSet;
    }

    long count() {
        var sql =
                Sql.of("SELECT (SELECT max(id) FROM type_set), count(*) FROM entity e WHERE ")
                        .then(where);
        return database.run(jdbc ->
                jdbc.sql(sql.text())
                        .params(sql.binds())
                        .query((row, n) -> {
                            newestTypeSet = Math.max(newestTypeSet, row.getInt(1));
                            return row.getLong(2);
                        })
                        .single());
    }

    /** In the order of creation. */
    List<Candidate> page(int limit, int offset) {
        return found(where, limit, offset);
    }

    /** In the order of creation, behind a row. */
    List<Candidate> chunkAfter(long seq) {
        return found(where.then(" AND e.seq > ?", seq), CHUNK, 0);
    }

    /** At least one row comes back, so that the newest combination of types always does. */
    private List<Candidate> found(Sql condition, int limit, int offset) {
        return list(
                Sql.of(
                                "SELECT t.newest, c.seq, c.id, c.version FROM (SELECT max(id) AS"
                                    + " newest FROM type_set) t LEFT JOIN LATERAL (SELECT e.seq,"
                                    + " e.id, e.xmin::text AS version FROM entity e WHERE ")
                        .then(condition)
                        .then(
                                " ORDER BY e.seq LIMIT ? OFFSET ?) c ON true ORDER BY c.seq",
                                limit,
                                offset));
    }

    List<Candidate> page(Order order, int limit, int offset) {
        noteNewestTypeSet();
        return list(ordered(order).then(" LIMIT ? OFFSET ?", limit, offset));
    }

    /**
     * Hands over all in their order, chunk by chunk, of one statement.
     *
     * @param wantsMore what is done with a chunk; false ends the statement
     */
    void forEachChunk(Order order, Predicate<List<Candidate>> wantsMore) {
        noteNewestTypeSet();
        var sql = ordered(order);
        database.inTransaction(jdbc -> {
            try (var rows =
                    jdbc
                            .sql(sql.text())
                            .withFetchSize(CHUNK)
                            .params(sql.binds())
                            .query(this::candidate)
                            .stream()) {
                var all = rows.flatMap(Optional::stream).iterator();
                boolean more = true;
                while (more && all.hasNext()) {
                    var chunk = new ArrayList<Candidate>(CHUNK);
                    while (all.hasNext() && chunk.size() < CHUNK) {
                        chunk.add(all.next());
                    }
                    more = wantsMore.test(chunk);
                }
                return more;
            }
        });
    }

    private static final String ORDERED =
            "SELECT (SELECT max(id) FROM type_set), e.seq, e.id, e.xmin::text FROM entity e";

    private Sql ordered(Order order) {
        return Sql.of(ORDERED)
                .then(order.joins())
                .then(" WHERE ")
                .then(where)
                .then(" ORDER BY ")
                .then(order.expressions());
    }

    /** Where nothing is found, no row tells it. */
    private void noteNewestTypeSet() {
        newestTypeSet =
                database.run(jdbc ->
                        jdbc.sql("SELECT coalesce(max(id), 0) FROM type_set")
                                .query(Integer.class)
                                .single());
    }

    private List<Candidate> list(Sql sql) {
        return database.run(jdbc ->
                jdbc.sql(sql.text()).params(sql.binds()).query(this::candidate).list().stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    private Optional<Candidate> candidate(ResultSet row, int number) throws SQLException {
        newestTypeSet = Math.max(newestTypeSet, row.getInt(1));
        var id = row.getString(3);
        return id == null
                ? Optional.empty()
                : Optional.of(
                        new Candidate(
                                row.getLong(2),
                                new EntityKey(tenant, new EntityId(id)),
                                row.getString(4)));
    }
}
