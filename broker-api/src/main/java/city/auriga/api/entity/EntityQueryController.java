package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Page;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.EntityPage;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.representation.EntityWriter;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.JsonGenerator;

/** Queries of entities (6.4.3.2). */
@Controller
@RequestMapping("/ngsi-ld/v1/entities")
class EntityQueryController {
    private static final String PATH = "/ngsi-ld/v1/entities";

    private final EntityStore store;
    private final LimitSettings limits;

    EntityQueryController(EntityStore store, LimitSettings limits) {
        this.store = store;
        this.limits = limits;
    }

    /** 6.4.3.2 Query Entities. */
    @GetMapping
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
    Reply query(Tenant tenant, Parameters parameters, Context context, Media media, Instant now) {
        var page = Page.parse(parameters, limits);
        var rendering = RenderingParameters.parse(parameters, context, media);
        var query = QueryParameters.parse(parameters, context, rendering.projection());
        NotBuilt.refuse(
                parameters,
                "join",
                "joinLevel",
                "containedBy",
                "orderBy",
                "collation",
                "orderFrom",
                "orderGeometry",
                "entityMap",
                "entityMapLifetime",
                "splitEntities");
        var found =
                store.query(
                        tenant,
                        query,
                        new EntityPage.Request(page.limit(), page.offset(), page.count()),
                        now);
        var reply = Reply.of(media, context, out -> write(out, found.entities(), rendering, media));
        return page.decorate(reply, PATH, parameters, media, found.hasNext(), found.total());
    }

    private static void write(
            JsonGenerator out, List<Entity> entities, RenderingParameters rendering, Media media) {
        var writer = new EntityWriter(rendering.rendering());
        if (media.isGeoJson()) {
            out.writeStartObject();
            out.writeStringProperty("type", "FeatureCollection");
            out.writeName("features");
        }
        out.writeStartArray();
        for (var entity : entities) {
            if (!writer.shows(entity)) {
                continue;
            }
            if (media.isGeoJson()) {
                writer.writeFeature(out, entity, rendering.geometryProperty(), false);
            } else {
                writer.write(out, entity);
            }
        }
        out.writeEndArray();
        if (media.isGeoJson()) {
            if (media.contextInBody()) {
                writer.writeContext(out);
            }
            out.writeEndObject();
        }
    }
}
