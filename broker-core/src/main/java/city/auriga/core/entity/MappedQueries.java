package city.auriga.core.entity;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queries by way of an EntityMap (5.5.9.3, 5.14): which Entities are candidates is decided once; on
 * each page they must still match, and one that does not leaves the map for good.
 */
public final class MappedQueries {
    private static final int CHUNK = 500;

    private final EntityStore store;
    private final EntityMaps maps;
    private final Limits limits;

    /**
     * @param ids how many Entities a map may hold
     * @param lifetime of a map whose request does not say
     * @param maxLifetime no map lives longer from now on, whatever a request says
     */
    public record Limits(int ids, Duration lifetime, Duration maxLifetime) {}

    public MappedQueries(EntityStore store, EntityMaps maps, Limits limits) {
        this.store = store;
        this.maps = maps;
        this.limits = limits;
    }

    /**
     * Freezes what a query finds now.
     *
     * @param context of the request
     * @param lifetime as the request suggests it; null if it does not
     * @throws NgsiLdException TooManyResults if that is more than a map may hold
     */
    public EntityMap create(
            Tenant tenant,
            QueryRequest request,
            Context context,
            @Nullable Duration lifetime,
            Instant now) {
        var ids = new ArrayList<String>();
        store.forEachChunk(
                tenant,
                request.query(),
                request.ordering(),
                now,
                chunk -> {
                    chunk.forEach(entity -> ids.add(entity.id().value()));
                    if (ids.size() > limits.ids) {
                        throw new NgsiLdException(
                                Problem.TOO_MANY_RESULTS,
                                "an EntityMap may hold at most " + limits.ids + " Entities",
                                "entityMap");
                    }
                });
        return maps.create(tenant, ids, context.fingerprint(), expiry(lifetime, now), now);
    }

    /** Freezes one Entity. */
    public EntityMap create(
            Tenant tenant, EntityId id, Context context, @Nullable Duration lifetime, Instant now) {
        var ids = List.of(id.value());
        return maps.create(tenant, ids, context.fingerprint(), expiry(lifetime, now), now);
    }

    private Instant expiry(@Nullable Duration lifetime, Instant now) {
        var wanted = lifetime == null ? limits.lifetime : lifetime;
        return now.plus(wanted.compareTo(limits.maxLifetime) > 0 ? limits.maxLifetime : wanted);
    }

    /** An expiry that is not later than a map may have. */
    public Instant clamped(Instant expiresAt, Instant now) {
        var latest = now.plus(limits.maxLifetime);
        return expiresAt.isAfter(latest) ? latest : expiresAt;
    }

    /**
     * One page of a map; its ordering was that of the query that made it.
     *
     * @param context of the request
     * @throws NgsiLdException BadRequestData if it is a further page, and that of the query that
     *     made the map was another one (5.5.9)
     */
    public EntityPage page(
            Tenant tenant,
            EntityMap map,
            EntityQuery query,
            Context context,
            EntityPage.Request request,
            Instant now) {
        if (request.offset() > 0 && !map.context().equals(context.fingerprint())) {
            throw NgsiLdException.badData(
                    "Link",
                    "the EntityMap "
                            + map.id()
                            + " was made with another @context; its further pages need the same");
        }
        LinkedEntities linked = id -> store.find(tenant, new EntityId(id), now);
        var found = new ArrayList<Entity>();
        var gone = new ArrayList<String>();
        long matches = 0;
        long end = (long) request.offset() + request.limit();
        for (int from = 0; from < map.ids().size() && (request.count() || matches <= end); ) {
            int to = Math.min(from + CHUNK, map.ids().size());
            var ids = map.ids().subList(from, to).stream().map(EntityId::new).toList();
            var entities = store.find(tenant, ids, now);
            for (var id : ids) {
                var entity = entities.get(id);
                if (entity == null || !Evaluator.matches(query, entity, linked)) {
                    gone.add(id.value());
                } else if (++matches > request.offset() && found.size() < request.limit()) {
                    found.add(entity);
                }
            }
            from = to;
        }
        if (!gone.isEmpty()) {
            maps.remove(tenant, map.id(), gone);
        }
        return new EntityPage(found, matches > end, request.count() ? matches : -1);
    }
}
