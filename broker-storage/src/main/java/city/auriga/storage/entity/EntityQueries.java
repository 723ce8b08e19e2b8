package city.auriga.storage.entity;

import city.auriga.core.entity.EntityPage;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.query.LinkedEntities;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.QueryCompiler;
import city.auriga.storage.sql.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Compiles queries and answers them page by page. */
public final class EntityQueries {
    /** Degrees of latitude: about two kilometres. */
    private static final double NEAR = 0.02;

    private final Database byKey;
    private final Database byValue;
    private final EntityCache cache;
    private final EntityReads reads;
    private final EntityRows entityRows;
    private final TypeSets typeSets;

    /**
     * @param byKey for statements that have one plan, whatever their values
     * @param byValue for statements that are planned anew each time
     */
    public EntityQueries(
            Database byKey,
            Database byValue,
            EntityCache cache,
            EntityReads reads,
            TypeSets typeSets) {
        this.byKey = byKey;
        this.byValue = byValue;
        this.cache = cache;
        this.reads = reads;
        this.entityRows = new EntityRows(cache, typeSets);
        this.typeSets = typeSets;
    }

    EntityPage page(
            Tenant tenant,
            EntityQuery query,
            EntityPage.Request page,
            Instant now,
            LinkedEntities linked) {
        while (true) {
            int known = typeSets.newest();
            var condition =
                    QueryCompiler.compile(
                            query, selection -> typeSets.select(selection::matches), now);
            var where =
                    Sql.of(
                                    "e.tenant = ? AND (e.expires_at IS NULL OR e.expires_at > ?)"
                                            + " AND ",
                                    tenant.name(),
                                    OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                            .then(condition.sql());
            var database = hasOnePlan(query) ? byKey : byValue;
            var run = new PageRun(database, cache, reads, entityRows, tenant, query, now, linked);
            var found =
                    condition.exact() ? run.exactPage(where, page) : run.judgedPage(where, page);
            if (run.newestTypeSet() <= known) {
                return found;
            }
            // Another process has stored entities of types that this one had not heard of.
            typeSets.refresh();
        }
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
                && (geoQ == null || isNear(geoQ))
                && query.selectors().stream()
                        .allMatch(s -> s.ids().isEmpty() && s.idPattern() == null);
    }

    private static boolean isNear(GeoQuery geoQ) {
        return geoQ.relation() instanceof GeoQuery.MaxDistance
                && geoQ.reach().stream().allMatch(box -> box.getHeight() <= NEAR);
    }
}
