package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.ReadRequest;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.QueryDocument;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.jsonld.Context;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Queries of entities (6.4.3.2, 6.23), by parameters or by a document. */
@Controller
class EntityQueryController {
    private static final String ENTITIES = "/ngsi-ld/v1/entities";
    private static final String BATCH_QUERY = "/ngsi-ld/v1/entityOperations/query";

    private final MappedReads reads;
    private final OnDemandReads onDemand;
    private final EntityReplies replies;
    private final LimitSettings limits;

    EntityQueryController(
            MappedReads reads,
            OnDemandReads onDemand,
            EntityReplies replies,
            LimitSettings limits) {
        this.reads = reads;
        this.onDemand = onDemand;
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
    Reply query(ReadRequest reading, Context context) {
        RenderingParameters.requireKnown(reading.parameters());
        var request = QueryParameters.parse(reading.parameters(), context);
        var wish = MapRequest.of(reading.parameters(), reading.entityMap());
        return answer(ENTITIES, reading, request, wish, context);
    }

    /** 6.23.3.1 Query Entities by POST. */
    @PostMapping(BATCH_QUERY)
    @Operation(
            name = "Query Entities by POST",
            parameters = {"limit", "offset", "count", "format", "options"},
            produces = {Media.JSON, Media.LD_JSON, Media.GEO_JSON})
    Reply query(ReadRequest reading, Payload payload) {
        RenderingParameters.requireKnown(reading.parameters());
        var context = payload.context();
        var request = QueryDocument.read(payload.body(), context::expand);
        var wish = MapRequest.of(payload.body(), reading.entityMap());
        return answer(BATCH_QUERY, reading, request, wish, context);
    }

    private Reply answer(
            String path,
            ReadRequest reading,
            QueryRequest request,
            MapRequest wish,
            Context context) {
        var parameters = reading.parameters();
        var page = Page.parse(parameters, limits);
        var representation = RenderingParameters.of(reading, context, request);
        requireNarrow(request.query(), parameters);
        var wanted =
                new EntityPage.Request(
                        page.limit(), page.offset(), page.count(), request.ordering());
        var before = reads.page(reading, request, context, wish, wanted);
        var asked = onDemand.ask(reading, before.page().entities(), request.projection());
        var read = asked.news() ? reads.again(before, reading, request, context, wanted) : before;
        var found = read.page();
        var reply =
                asked.warn(
                        found.entities(),
                        entities ->
                                replies.list(
                                        reading.tenant(),
                                        entities,
                                        request,
                                        representation,
                                        reading.now()));
        if (read.location() != null) {
            reply = reply.withHeader(MapRequest.HEADER, read.location());
        }
        return page.decorate(
                read.created() ? reply.withStatus(201) : reply,
                path,
                parameters,
                reading.media(),
                found.hasNext(),
                found.total());
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
