package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Preferences;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.QueryDocument;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Queries of entities (6.4.3.2, 6.23), by parameters or by a document. */
@Controller
class EntityQueryController {
    private static final String ENTITIES = "/ngsi-ld/v1/entities";
    private static final String BATCH_QUERY = "/ngsi-ld/v1/entityOperations/query";

    private final EntityStore store;
    private final EntityReplies replies;
    private final LimitSettings limits;

    EntityQueryController(EntityStore store, EntityReplies replies, LimitSettings limits) {
        this.store = store;
        this.replies = replies;
        this.limits = limits;
    }

    /** 6.4.3.2 Query Entities. */
    @GetMapping(ENTITIES)
    @Operation(
            name = "Query Entities",
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
            produces = {Media.JSON, Media.LD_JSON, Media.GEO_JSON})
    Reply query(
            Tenant tenant,
            Parameters parameters,
            Context context,
            Media media,
            Preferences preferences,
            Instant now) {
        RenderingParameters.requireKnown(parameters);
        NotBuilt.refuse(parameters, "entityMap", "entityMapLifetime");
        var request = QueryParameters.parse(parameters, context);
        return answer(ENTITIES, tenant, request, parameters, context, media, preferences, now);
    }

    /** 6.23.3.1 Query Entities by POST. */
    @PostMapping(BATCH_QUERY)
    @Operation(
            name = "Query Entities by POST",
            parameters = {"limit", "offset", "count", "format", "options"},
            produces = {Media.JSON, Media.LD_JSON, Media.GEO_JSON})
    Reply query(
            Tenant tenant,
            Parameters parameters,
            Payload payload,
            Media media,
            Preferences preferences,
            Instant now) {
        RenderingParameters.requireKnown(parameters);
        NotBuilt.refuse(payload.body(), "entityMap", "entityMapLifetime");
        var context = payload.context();
        var request = QueryDocument.read(payload.body(), context::expand);
        return answer(BATCH_QUERY, tenant, request, parameters, context, media, preferences, now);
    }

    private Reply answer(
            String path,
            Tenant tenant,
            QueryRequest request,
            Parameters parameters,
            Context context,
            Media media,
            Preferences preferences,
            Instant now) {
        var page = Page.parse(parameters, limits);
        var representation =
                RenderingParameters.of(parameters, context, media, preferences, request);
        requireNarrow(request.query(), parameters);
        var found =
                store.query(
                        tenant,
                        request.query(),
                        new EntityPage.Request(
                                page.limit(), page.offset(), page.count(), request.ordering()),
                        now);
        var reply = replies.list(tenant, found.entities(), request, representation, now);
        return page.decorate(reply, path, parameters, media, found.hasNext(), found.total());
    }

    /** Refuses a query that nothing narrows (5.7.2.4); {@code type=*} asks this broker only. */
    static void requireNarrow(EntityQuery query, Parameters parameters) {
        boolean local = parameters.flag("local");
        if (query.selectsAnyType() && parameters.has("local") && !local) {
            throw NgsiLdException.badData(
                    "local", "type=* asks this broker only, so local cannot be false (4.17)");
        }
        query.requireNarrow(local || query.selectsAnyType());
    }
}
