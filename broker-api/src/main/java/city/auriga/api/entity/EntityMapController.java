package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityMap;
import city.auriga.core.entity.EntityMaps;
import city.auriga.core.entity.MappedQueries;
import city.auriga.core.entity.QueryDocument;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Tenant;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.JsonMembers;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JsonGenerator;

/** EntityMaps (5.14, 6.32, 6.34). */
@Controller
@RequestMapping("/ngsi-ld/v1/entityMaps")
class EntityMapController {
    private final EntityMaps maps;
    private final MappedQueries queries;
    private final LimitSettings limits;

    EntityMapController(EntityMaps maps, MappedQueries queries, LimitSettings limits) {
        this.limits = limits;
        this.maps = maps;
        this.queries = queries;
    }

    /** 6.34.3.1 Create EntityMap for Query Entities. */
    @GetMapping
    @Operation(
            name = "Create EntityMap",
            parameters = {
                "id",
                "idPattern",
                "type",
                "q",
                "expandValues",
                "jsonKeys",
                "scopeQ",
                "csf",
                "georel",
                "geometry",
                "coordinates",
                "geoproperty",
                "geometryProperty",
                "format",
                "options",
                "lang",
                "datasetId",
                "attrs",
                "pick",
                "omit",
                "limit",
                "offset",
                "count",
                "join",
                "joinLevel",
                "containedBy",
                "orderBy",
                "collation",
                "orderFrom",
                "orderGeometry",
                "entityMap",
                "entityMapLifetime",
                "splitEntities"
            },
            produces = {Media.JSON, Media.LD_JSON})
    Reply create(Tenant tenant, Parameters parameters, Context context, Media media, Instant now) {
        RenderingParameters.requireKnown(parameters);
        Page.parse(parameters, limits);
        var request = QueryParameters.parse(parameters, context);
        return create(
                tenant, request, MapRequest.of(parameters, null), parameters, context, media, now);
    }

    /** 6.34.3.2 Create EntityMap for Query Entities by POST. */
    @PostMapping
    @Operation(
            name = "Create EntityMap by POST",
            parameters = {"limit", "offset", "count", "format", "options"},
            produces = {Media.JSON, Media.LD_JSON})
    Reply create(Tenant tenant, Parameters parameters, Payload payload, Media media, Instant now) {
        RenderingParameters.requireKnown(parameters);
        Page.parse(parameters, limits);
        var context = payload.context();
        var request = QueryDocument.read(payload.body(), context::expand);
        var wish = MapRequest.of(payload.body(), null);
        return create(tenant, request, wish, parameters, context, media, now);
    }

    private Reply create(
            Tenant tenant,
            QueryRequest request,
            MapRequest wish,
            Parameters parameters,
            Context context,
            Media media,
            Instant now) {
        EntityQueryController.requireNarrow(request.query(), parameters);
        var map = queries.create(tenant, request, context, wish.lifetime(), now);
        return reply(map, context, media)
                .withStatus(201)
                .withHeader(MapRequest.HEADER, location(map));
    }

    static String location(EntityMap map) {
        return Reply.location("entityMaps", map.id());
    }

    /** 6.32.3.1 Retrieve EntityMap. */
    @GetMapping("/{id}")
    @Operation(
            name = "Retrieve EntityMap",
            produces = {Media.JSON, Media.LD_JSON})
    Reply retrieve(
            Tenant tenant, @PathVariable String id, Context context, Media media, Instant now) {
        Uri.require(id, "id");
        return reply(maps.find(tenant, id, now).orElseThrow(() -> notFound(id)), context, media);
    }

    /** 6.32.3.2 Update EntityMap: only its expiry can be changed. */
    @PatchMapping("/{id}")
    @Operation(name = "Update EntityMap")
    Reply update(Tenant tenant, @PathVariable String id, Payload payload, Instant now) {
        Uri.require(id, "id");
        if (!payload.body().isObject()) {
            throw NgsiLdException.invalid("$", "expected an EntityMap fragment");
        }
        var members = JsonMembers.of(payload.body(), "$");
        members.requireKnown(Set.of("id", "type", "expiresAt", "entityMap", "linkedMaps"));
        var expiresAt = members.time("expiresAt");
        boolean found =
                expiresAt.isPresent()
                        ? maps.changeExpiry(tenant, id, queries.clamped(expiresAt.get(), now), now)
                        : maps.find(tenant, id, now).isPresent();
        if (!found) {
            throw notFound(id);
        }
        return Reply.noContent();
    }

    /** 6.32.3.3 Delete EntityMap. */
    @DeleteMapping("/{id}")
    @Operation(name = "Delete EntityMap")
    Reply delete(Tenant tenant, @PathVariable String id, Instant now) {
        Uri.require(id, "id");
        if (!maps.delete(tenant, id, now)) {
            throw notFound(id);
        }
        return Reply.noContent();
    }

    private static NgsiLdException notFound(String id) {
        return NgsiLdException.notFound("there is no EntityMap " + id);
    }

    private static Reply reply(EntityMap map, Context context, Media media) {
        return Reply.of(media, context, out -> write(out, map, context, media));
    }

    /** All Entities are this broker's own. */
    private static void write(JsonGenerator out, EntityMap map, Context context, Media media) {
        out.writeStartObject();
        out.writeStringProperty("id", map.id());
        out.writeStringProperty("type", "EntityMap");
        out.writeStringProperty("expiresAt", DateTimes.format(map.expiresAt()));
        out.writeName("entityMap");
        out.writeStartObject();
        for (var id : map.ids()) {
            out.writeName(id);
            out.writeStartArray();
            out.writeString("@none");
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeName("linkedMaps");
        out.writeStartObject();
        out.writeEndObject();
        if (media.contextInBody()) {
            out.writeName("@context");
            out.writePOJO(context.source());
        }
        out.writeEndObject();
    }
}
