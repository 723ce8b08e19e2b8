package city.auriga.api.entity;

import city.auriga.api.binding.ReadRequest;
import city.auriga.core.entity.EntityMap;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.MappedQueries;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads by way of EntityMaps (6.3.21): the map that a request refers to, or a new one. A reference
 * to a map that is gone is no error.
 */
@Component
final class MappedReads {
    private final EntityStore store;
    private final EntityMaps maps;
    private final MappedQueries queries;

    MappedReads(EntityStore store, EntityMaps maps, MappedQueries queries) {
        this.store = store;
        this.maps = maps;
        this.queries = queries;
    }

    /**
     * A page that was read.
     *
     * @param map that it was read by; null if there is none
     * @param location of the map; null if there is none
     * @param created whether that map is new
     */
    record Read(
            EntityPage page, @Nullable EntityMap map, @Nullable String location, boolean created) {}

    Read page(
            ReadRequest reading,
            QueryRequest request,
            Context context,
            MapRequest wish,
            EntityPage.Request page) {
        if (wish.isNone()) {
            var found = store.query(reading.tenant(), request.query(), page, reading.now());
            return new Read(found, null, null, false);
        }
        var used = use(reading, request, context, wish);
        var found =
                queries.page(
                        reading.tenant(), used.map, request.query(), context, page, reading.now());
        return new Read(found, used.map, used.location, used.created);
    }

    /** The same page as it is now. */
    Read again(
            Read read,
            ReadRequest reading,
            QueryRequest request,
            Context context,
            EntityPage.Request page) {
        var map = read.map;
        var found =
                map == null
                        ? store.query(reading.tenant(), request.query(), page, reading.now())
                        : queries.page(
                                reading.tenant(),
                                map,
                                request.query(),
                                context,
                                page,
                                reading.now());
        return new Read(found, map, read.location, read.created);
    }

    /**
     * The map of a request.
     *
     * @param location as the request has it, if that is still right
     */
    private record Used(EntityMap map, String location, boolean created) {}

    private Used use(ReadRequest reading, QueryRequest request, Context context, MapRequest wish) {
        var known = find(reading.tenant(), wish, reading.now()).orElse(null);
        var map =
                known != null
                        ? known
                        : queries.create(
                                reading.tenant(), request, context, wish.lifetime(), reading.now());
        return new Used(map, location(known, map, wish), known == null);
    }

    /** The location of the map of one Entity; null if the request wants none. */
    @Nullable String one(ReadRequest reading, EntityId id, Context context, MapRequest wish) {
        if (wish.isNone()) {
            return null;
        }
        var known = find(reading.tenant(), wish, reading.now()).orElse(null);
        if (known != null && !known.ids().contains(id.value())) {
            throw NgsiLdException.notFound("the EntityMap does not hold the Entity " + id);
        }
        var map =
                known != null
                        ? known
                        : queries.create(
                                reading.tenant(), id, context, wish.lifetime(), reading.now());
        return location(known, map, wish);
    }

    /** The map that a request refers to; empty if it is gone, or there is no reference. */
    Optional<EntityMap> find(Tenant tenant, MapRequest wish, Instant now) {
        var id = wish.id();
        return id == null ? Optional.empty() : maps.find(tenant, id, now);
    }

    private static String location(@Nullable EntityMap known, EntityMap map, MapRequest wish) {
        return known == null
                ? EntityMapController.location(map)
                : Objects.requireNonNull(wish.reference());
    }
}
