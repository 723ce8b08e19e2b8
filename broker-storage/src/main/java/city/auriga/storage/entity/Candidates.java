package city.auriga.storage.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.OrderCompiler.Order;
import city.auriga.storage.sql.Search;
import city.auriga.storage.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/**
 * Finds the rows that a condition holds for: their keys and versions, and what they hold as far as
 * it is in memory or was asked for. Every statement tells the newest combination of types, too, so
 * that the condition can be compiled anew if it did not know that one.
 */
final class Candidates {
    /** How many are in memory at once. */
    static final int CHUNK = 500;

    private final Database database;
    private final Tenant tenant;
    private final Sql from;
    private final Sql where;
    private final EntityCache cache;
    private final TypeSets typeSets;
    private final Foresight foresight;
    private int newestTypeSet;

    private static final String KEYS = "SELECT t.newest, c.seq, c.id, c.version";
    private static final String ROWS =
            KEYS
                    + ", r.type_set, r.scopes, r.document, r.created_at, r.modified_at,"
                    + " r.expires_at";
    private static final String PAGE =
            " FROM (SELECT max(id) AS newest FROM type_set) t LEFT JOIN LATERAL (SELECT e.seq,"
                    + " e.id, e.xmin::text AS version, e.ctid AS place FROM ";

    /**
     * Joined to a page of keys, so that documents are not sorted; row by row, for nobody knows how
     * long the page is when this is planned.
     */
    private static final String CONTENT =
            " LEFT JOIN LATERAL (SELECT e.type_set, e.scopes, e.document, e.created_at,"
                    + " e.modified_at, e.expires_at FROM entity e WHERE e.ctid = c.place OFFSET 0)"
                    + " r ON true";

    private static final String ORDERED =
            "SELECT (SELECT max(id) FROM type_set), e.seq, e.id, e.xmin::text FROM ";

    /**
     * A row as a statement found it.
     *
     * @param seq its place in the order of creation
     * @param version its number
     * @param row what it holds in that version; null if that is to be looked up
     */
    record Candidate(long seq, EntityKey key, String version, @Nullable Version row) {}

    /**
     * @param from as {@link Search#from}
     * @param where a condition on them
     */
    Candidates(
            Database database,
            Tenant tenant,
            Sql from,
            Sql where,
            EntityCache cache,
            TypeSets typeSets,
            Foresight foresight) {
        this.database = database;
        this.tenant = tenant;
        this.from = from;
        this.where = where;
        this.cache = cache;
        this.typeSets = typeSets;
        this.foresight = foresight;
    }

    /** The newest combination of types that there was when the statements ran. */
    int newestTypeSet() {
        return newestTypeSet;
    }

    long count() {
        var sql =
                Sql.of("SELECT (SELECT max(id) FROM type_set), count(*) FROM ")
                        .then(from)
                        .then(" WHERE ")
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
        boolean withContent = !foresight.isInMemory(where.text());
        var sql =
                Sql.of(withContent ? ROWS : KEYS)
                        .then(PAGE)
                        .then(from)
                        .then(" WHERE ")
                        .then(condition)
                        .then(" ORDER BY e.seq LIMIT ? OFFSET ?) c ON true", limit, offset)
                        .then(withContent ? CONTENT : "")
                        .then(" ORDER BY c.seq");
        var reading = new Reading(withContent);
        var found = list(sql, reading);
        foresight.note(where.text(), reading.inMemory, found.size());
        return found;
    }

    List<Candidate> page(Order order, int limit, int offset) {
        noteNewestTypeSet();
        return list(ordered(order).then(" LIMIT ? OFFSET ?", limit, offset), new Reading(false));
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
                            .query(new Reading(false))
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

    private Sql ordered(Order order) {
        return Sql.of(ORDERED)
                .then(from)
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

    private List<Candidate> list(Sql sql, Reading reading) {
        return database.run(jdbc ->
                jdbc.sql(sql.text()).params(sql.binds()).query(reading).list().stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Takes candidates from the rows of one statement. */
    private final class Reading implements RowMapper<Optional<Candidate>> {
        private final boolean withContent;
        private int inMemory;

        Reading(boolean withContent) {
            this.withContent = withContent;
        }

        @Override
        public Optional<Candidate> mapRow(ResultSet row, int number) throws SQLException {
            newestTypeSet = Math.max(newestTypeSet, row.getInt(1));
            var id = row.getString(3);
            if (id == null) {
                return Optional.empty();
            }
            var key = new EntityKey(tenant, new EntityId(id));
            var version = row.getString(4);
            return Optional.of(
                    new Candidate(row.getLong(2), key, version, content(row, key, version)));
        }

        private @Nullable Version content(ResultSet row, EntityKey key, String version)
                throws SQLException {
            var known = cache.find(key);
            if (known != null && known.number().equals(version)) {
                inMemory++;
                return known;
            }
            // A combination of types that is not known would be looked up now, on another
            // connection than the one that this thread holds.
            if (!withContent || !typeSets.knows(row.getInt(5))) {
                return null;
            }
            var read = StoredEntity.read(row, 3, key.id(), null, typeSets);
            cache.offer(key, read);
            return read;
        }
    }
}
