package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.LinkedEntities;
import city.auriga.core.query.Ordering;
import city.auriga.storage.index.KnownIndexes;
import city.auriga.storage.sql.Collations;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.OrderCompiler;
import city.auriga.storage.sql.OrderCompiler.Order;
import city.auriga.storage.sql.QueryCompiler;
import city.auriga.storage.sql.Search;
import city.auriga.storage.sql.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compiles queries and answers them page by page. */
public final class EntityQueries {
    private final Database byKey;
    private final Database byValue;
    private final EntityCache cache;
    private final LookUps lookUps;
    private final TypeSets typeSets;
    private final Collations collations;
    private final KnownIndexes indexes;
    private final Foresight foresight = new Foresight();

    /**
     * @param byKey for statements that have one plan, whatever their values
     * @param byValue for statements that are planned anew each time
     */
    public EntityQueries(
            Database byKey,
            Database byValue,
            EntityCache cache,
            LookUps lookUps,
            TypeSets typeSets,
            Collations collations,
            KnownIndexes indexes) {
        this.byKey = byKey;
        this.byValue = byValue;
        this.cache = cache;
        this.lookUps = lookUps;
        this.typeSets = typeSets;
        this.collations = collations;
        this.indexes = indexes;
    }

    EntityPage page(
            Tenant tenant,
            EntityQuery query,
            EntityPage.Request page,
            Instant now,
            LinkedEntities linked) {
        var order = order(page.ordering(), now);
        var database = order == null && hasOnePlan(query) ? byKey : byValue;
        while (true) {
            int known = typeSets.newest();
            var search = search(query, now);
            var candidates = candidates(database, tenant, search, now);
            var run = new PageRun(candidates, lookUps, query, order, now, linked);
            var found = search.exact() ? run.exactPage(page) : run.judgedPage(page);
            if (candidates.newestTypeSet() <= known) {
                return found;
            }
            // Another process has stored entities of types that this one had not heard of.
            typeSets.refresh();
        }
    }

    void forEachChunk(
            Tenant tenant,
            EntityQuery query,
            Ordering ordering,
            Instant now,
            LinkedEntities linked,
            Consumer<List<Entity>> chunk) {
        typeSets.refresh();
        var candidates = candidates(byValue, tenant, search(query, now), now);
        new PageRun(candidates, lookUps, query, order(ordering, now), now, linked)
                .forEachChunk(chunk);
    }

    private Search search(EntityQuery query, Instant now) {
        return QueryCompiler.compile(
                query, selection -> typeSets.select(selection::matches), indexes.attributes(), now);
    }

    private Candidates candidates(Database database, Tenant tenant, Search search, Instant now) {
        var where =
                Sql.of(
                                "e.tenant = ? AND (e.expires_at IS NULL OR e.expires_at > ?) AND ",
                                tenant.name(),
                                OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .then(search.where());
        return new Candidates(database, tenant, search.from(), where, cache, typeSets, foresight);
    }

    private @Nullable Order order(Ordering ordering, Instant now) {
        return ordering.isCreation()
                ? null
                : OrderCompiler.compile(ordering, collations.name(ordering.collation()), now);
    }

    /**
     * Entities of some types come in the order of an index, and few lie near a point. How selective
     * anything else is, only its values tell.
     */
    private static boolean hasOnePlan(EntityQuery query) {
        var geoQ = query.geoQ();
        return query.q() == null
                && query.scopeQ() == null
                && query.attrs().isEmpty()
                && (geoQ == null || QueryCompiler.beginsWithPlaces(geoQ))
                && query.selectors().stream()
                        .allMatch(s -> s.ids().isEmpty() && s.idPattern() == null);
    }
}
