package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.QueryCompiler;
import city.auriga.storage.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers queries page by page. Where the compiled condition is exact, PostgreSQL counts and pages;
 * where it only narrows, candidates are read in chunks and the evaluator judges, so that no query
 * ever holds more than a chunk.
 */
final class EntityQueries {
    private static final int CHUNK = 500;
    private static final String SELECT =
            "SELECT e.seq, " + StoredEntity.COLUMNS + " FROM entity e WHERE ";

    private final Database database;
    private final TypeSets typeSets;

    EntityQueries(Database database, TypeSets typeSets) {
        this.database = database;
        this.typeSets = typeSets;
    }

    EntityPage page(
            Tenant tenant,
            EntityQuery query,
            EntityPage.Request page,
            Instant now,
            LinkedEntities linked) {
        var condition =
                QueryCompiler.compile(query, selection -> typeSets.select(selection::matches), now);
        var where =
                Sql.of(
                                "e.tenant = ? AND (e.expires_at IS NULL OR e.expires_at > ?) AND ",
                                tenant.name(),
                                OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .then(condition.sql());
        return condition.exact()
                ? exactPage(where, page, now)
                : judgedPage(where, query, page, now, linked);
    }

    private EntityPage exactPage(Sql where, EntityPage.Request page, Instant now) {
        long total = page.count() ? count(where) : -1;
        if (page.limit() == 0) {
            return new EntityPage(List.of(), total > page.offset(), total);
        }
        var sql =
                Sql.of(SELECT)
                        .then(where)
                        .then(" ORDER BY e.seq LIMIT ? OFFSET ?", page.limit() + 1, page.offset());
        var rows = read(sql).stream().map(Map.Entry::getValue).toList();
        boolean hasNext = rows.size() > page.limit();
        return new EntityPage(
                rows.stream().limit(page.limit()).map(e -> e.live(now)).toList(), hasNext, total);
    }

    private EntityPage judgedPage(
            Sql where,
            EntityQuery query,
            EntityPage.Request page,
            Instant now,
            LinkedEntities linked) {
        var found = new ArrayList<Entity>();
        long matches = 0;
        long after = -1;
        boolean enough = false;
        while (!enough) {
            var chunk =
                    read(
                            Sql.of(SELECT)
                                    .then(where)
                                    .then(" AND e.seq > ? ORDER BY e.seq LIMIT ?", after, CHUNK));
            for (var row : chunk) {
                after = row.getKey();
                var entity = row.getValue().live(now);
                if (Evaluator.matches(query, entity, linked)) {
                    matches++;
                    if (matches > page.offset() && found.size() < page.limit()) {
                        found.add(entity);
                    }
                }
            }
            enough =
                    chunk.size() < CHUNK
                            || (!page.count() && matches > (long) page.offset() + page.limit());
        }
        boolean hasNext = matches > (long) page.offset() + page.limit();
        return new EntityPage(found, hasNext, page.count() ? matches : -1);
    }

    private long count(Sql where) {
        var sql = Sql.of("SELECT count(*) FROM entity e WHERE ").then(where);
        return database.run(
                jdbc -> jdbc.sql(sql.text()).params(sql.binds()).query(Long.class).single());
    }

    private List<Map.Entry<Long, Entity>> read(Sql sql) {
        return database.run(
                jdbc -> jdbc.sql(sql.text()).params(sql.binds()).query(this::row).list());
    }

    private Map.Entry<Long, Entity> row(ResultSet row, int number) throws SQLException {
        return Map.entry(row.getLong(1), StoredEntity.read(row, 1, typeSets));
    }
}
