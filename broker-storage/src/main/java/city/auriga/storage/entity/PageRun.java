package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of one query. A statement finds keys and versions; rows come from the cache or are looked
 * up. Where the condition is exact, PostgreSQL counts and pages; where it only narrows, candidates
 * are read in chunks and the evaluator judges, so that no query ever holds more than a chunk.
 */
final class PageRun {
    private static final int CHUNK = 500;
    private static final int FEW = 50;

    private final Database database;
    private final EntityCache cache;
    private final EntityReads reads;
    private final EntityRows entityRows;
    private final Tenant tenant;
    private final EntityQuery query;
    private final Instant now;
    private final LinkedEntities linked;
    private int newestTypeSet;

    private record Candidate(long seq, EntityKey key, String version) {}

    PageRun(
            Database database,
            EntityCache cache,
            EntityReads reads,
            EntityRows entityRows,
            Tenant tenant,
            EntityQuery query,
            Instant now,
            LinkedEntities linked) {
        this.database = database;
        this.cache = cache;
        this.reads = reads;
        this.entityRows = entityRows;
        this.tenant = tenant;
        this.query = query;
        this.now = now;
        this.linked = linked;
    }

    /** The newest combination of types that there was when the query ran. */
    int newestTypeSet() {
        return newestTypeSet;
    }

    EntityPage exactPage(Sql where, EntityPage.Request page) {
        long total = page.count() ? count(where) : -1;
        if (page.limit() == 0) {
            return new EntityPage(List.of(), total > page.offset(), total);
        }
        var candidates = candidates(where, page.limit() + 1, page.offset());
        boolean hasNext = candidates.size() > page.limit();
        var entities = new ArrayList<Entity>(page.limit());
        rows(hasNext ? candidates.subList(0, page.limit()) : candidates)
                .forEach(row -> {
                    if (row.entity != null && (row.asFound || matches(row.entity))) {
                        entities.add(row.entity);
                    }
                });
        return new EntityPage(entities, hasNext, total);
    }

    EntityPage judgedPage(Sql where, EntityPage.Request page) {
        var found = new ArrayList<Entity>();
        long matches = 0;
        long after = -1;
        boolean enough = false;
        while (!enough) {
            var chunk = candidates(where.then(" AND e.seq > ?", after), CHUNK, 0);
            for (var row : rows(chunk)) {
                if (row.entity != null && matches(row.entity)) {
                    matches++;
                    if (matches > page.offset() && found.size() < page.limit()) {
                        found.add(row.entity);
                    }
                }
            }
            after = chunk.isEmpty() ? after : chunk.getLast().seq;
            enough =
                    chunk.size() < CHUNK
                            || (!page.count() && matches > (long) page.offset() + page.limit());
        }
        boolean hasNext = matches > (long) page.offset() + page.limit();
        return new EntityPage(found, hasNext, page.count() ? matches : -1);
    }

    private boolean matches(Entity entity) {
        return Evaluator.matches(query, entity, linked);
    }

    private long count(Sql where) {
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

    /** At least one row comes back, so that the newest combination of types always does. */
    private List<Candidate> candidates(Sql where, int limit, int offset) {
        var sql =
                Sql.of(
                                "SELECT t.newest, c.seq, c.id, c.version FROM (SELECT max(id) AS"
                                    + " newest FROM type_set) t LEFT JOIN LATERAL (SELECT e.seq,"
                                    + " e.id, e.xmin::text AS version FROM entity e WHERE ")
                        .then(where)
                        .then(
                                " ORDER BY e.seq LIMIT ? OFFSET ?) c ON true ORDER BY c.seq",
                                limit,
                                offset);
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

    /**
     * A row that was found.
     *
     * @param entity as it is now; null if it is gone
     * @param asFound whether that is the version that the statement found
     */
    private record Row(@Nullable Entity entity, boolean asFound) {}

    private List<Row> rows(List<Candidate> candidates) {
        var current = new HashMap<EntityKey, Version>();
        var missing = new ArrayList<EntityKey>();
        for (var candidate : candidates) {
            var kept = cache.find(candidate.key);
            if (kept != null && kept.number().equals(candidate.version)) {
                current.put(candidate.key, kept);
            } else {
                missing.add(candidate.key);
            }
        }
        current.putAll(lookUp(missing));
        return candidates.stream().map(c -> row(c, current.get(c.key))).toList();
    }

    /** Few together with what others look up; many must not stand in the way of those. */
    private Map<EntityKey, Version> lookUp(List<EntityKey> keys) {
        if (keys.size() > FEW) {
            return database.onConnection(connection -> entityRows.find(connection, keys));
        }
        var replies = keys.stream().map(reads::find).toList();
        var found = new HashMap<EntityKey, Version>();
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            EntityReads.await(replies.get(i)).ifPresent(version -> found.put(key, version));
        }
        return found;
    }

    private Row row(Candidate candidate, @Nullable Version version) {
        return version == null
                ? new Row(null, false)
                : new Row(version.live(now), version.number().equals(candidate.version));
    }
}
