package city.auriga.api.entity;

import city.auriga.api.binding.Media;
import city.auriga.api.binding.Reply;
import city.auriga.api.config.LimitSettings;
import city.auriga.api.entity.RenderingParameters.Told;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.Join;
import city.auriga.core.entity.LinkedRetrieval;
import city.auriga.core.entity.QueryRequest;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.LinkedEntity;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** Answers with entities: what they link to, in the representation that was asked for. */
@Component
class EntityReplies {
    private final LinkedRetrieval links;

    EntityReplies(EntityStore store, LimitSettings limits) {
        this.links = new LinkedRetrieval(store, limits.linkedEntities());
    }

    /** The entities of a query (6.4.3.2); those of which nothing is left are not shown. */
    Reply list(
            Tenant tenant,
            List<Entity> entities,
            QueryRequest request,
            RenderingParameters representation,
            Instant now) {
        var writer = new EntityWriter(representation.rendering());
        var found = joined(tenant, entities, request, now).stream().filter(writer::shows).toList();
        var told = representation.told(found);
        return reply(told, representation, out -> writeList(out, told, representation));
    }

    /**
     * One Entity (6.5.3.1).
     *
     * @throws NgsiLdException ResourceNotFound if nothing of it is left
     */
    Reply one(
            Tenant tenant,
            Entity entity,
            QueryRequest request,
            RenderingParameters representation,
            Instant now) {
        var writer = new EntityWriter(representation.rendering());
        var attrs = request.projection().attrs();
        if (!writer.shows(entity)
                || (!attrs.isEmpty()
                        && attrs.stream().noneMatch(entity.attributes()::containsKey))) {
            throw nothingLeft(entity);
        }
        var found =
                joined(tenant, List.of(entity), request, now).stream()
                        .filter(writer::shows)
                        .toList();
        var told = representation.told(found);
        if (told.entities().isEmpty()) {
            throw nothingLeft(entity);
        }
        return reply(told, representation, out -> writeOne(out, told, representation));
    }

    private static NgsiLdException nothingLeft(Entity entity) {
        return NgsiLdException.notFound(
                "the Entity " + entity.id() + " has none of the members asked for");
    }

    private static void writeOne(JsonGenerator out, Told told, RenderingParameters representation) {
        var first = told.entities().getFirst();
        if (told.entities().size() > 1) {
            writeList(out, told, representation);
        } else if (representation.media().isGeoJson()) {
            told.writer()
                    .writeFeature(
                            out,
                            first,
                            representation.geometryProperty(),
                            representation.media().contextInBody());
        } else {
            told.writer().write(out, first);
        }
    }

    private List<LinkedEntity> joined(
            Tenant tenant, List<Entity> entities, QueryRequest request, Instant now) {
        var projection = request.projection();
        if (request.join().mode() == Join.Mode.NONE) {
            return entities.stream().map(e -> LinkedEntity.alone(e, projection)).toList();
        }
        var datasetIds = request.datasetIds();
        return links.join(
                tenant,
                entities,
                projection,
                request.join(),
                id -> datasetIds.isEmpty() || datasetIds.contains(id),
                now);
    }

    /** 203 says that an older version of the standard could not hold all that there is (6.3.6). */
    private static Reply reply(
            Told told, RenderingParameters representation, Consumer<JsonGenerator> body) {
        var reply = Reply.of(representation.media(), representation.rendering().context(), body);
        return told.altered() ? reply.withStatus(203) : reply;
    }

    private static void writeList(
            JsonGenerator out, Told told, RenderingParameters representation) {
        var writer = told.writer();
        Media media = representation.media();
        if (media.isGeoJson()) {
            out.writeStartObject();
            out.writeStringProperty("type", "FeatureCollection");
            out.writeName("features");
        }
        out.writeStartArray();
        for (var entity : told.entities()) {
            if (media.isGeoJson()) {
                writer.writeFeature(out, entity, representation.geometryProperty(), false);
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
