package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.IncompletePath;
import city.auriga.api.binding.Media;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.ReadRequest;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.EntityStore;
import city.auriga.core.entity.Tenants;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.core.mutation.ReplaceEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Entities one by one (6.4.3.1, 6.5). */
@Controller
@RequestMapping("/ngsi-ld/v1/entities")
class EntityController {
    private final Commits commits;
    private final Tenants tenants;
    private final EntityStore store;
    private final MappedReads reads;
    private final OnDemandReads onDemand;
    private final EntityReplies replies;

    EntityController(
            Commits commits,
            Tenants tenants,
            EntityStore store,
            MappedReads reads,
            OnDemandReads onDemand,
            EntityReplies replies) {
        this.commits = commits;
        this.tenants = tenants;
        this.store = store;
        this.reads = reads;
        this.onDemand = onDemand;
        this.replies = replies;
    }

    /** 6.4.3.1 Create Entity. */
    @PostMapping
    @Operation(name = "Create Entity", createsTenant = true)
    Reply create(Tenant tenant, Payload payload, Instant now) {
        var entity = new EntityReader(payload.context(), Purpose.CREATE).entity(payload.body());
        var id = Objects.requireNonNull(entity.id());
        tenants.creating(
                tenant, () -> commits.write(tenant, id, new CreateEntity(id, entity), now));
        return Reply.created("entities", id.value());
    }

    /** 6.5.3.1 Retrieve Entity. */
    @GetMapping("/{id}")
    @Operation(
            name = "Retrieve Entity",
            parameters = {
                "type",
                "geometryProperty",
                "format",
                "options",
                "lang",
                "datasetId",
                "attrs",
                "pick",
                "omit",
                "join",
                "joinLevel",
                "containedBy",
                "entityMap",
                "entityMapLifetime"
            },
            produces = {Media.JSON, Media.LD_JSON, Media.GEO_JSON})
    Reply retrieve(ReadRequest reading, @PathVariable String id, Context context) {
        var parameters = reading.parameters();
        RenderingParameters.requireKnown(parameters);
        var request = QueryParameters.parse(parameters, context);
        var wish = MapRequest.of(parameters, reading.entityMap());
        var representation = RenderingParameters.of(reading, context, request);
        var entityId = EntityId.parse(id, "id");
        var selection = TypeParameter.parse(parameters, context);
        var found = find(reading, entityId, selection);
        var asked = onDemand.ask(reading, List.of(found), request.projection());
        var entity = asked.news() ? find(reading, entityId, selection) : found;
        var reply =
                asked.warn(
                        List.of(entity),
                        _ ->
                                replies.one(
                                        reading.tenant(),
                                        entity,
                                        request,
                                        representation,
                                        reading.now()));
        var map = reads.one(reading, entityId, context, wish);
        return map == null ? reply : reply.withHeader(MapRequest.HEADER, map);
    }

    private Entity find(ReadRequest reading, EntityId id, Predicate<List<String>> types) {
        return store.find(reading.tenant(), id, reading.now())
                .filter(e -> types.test(e.types()))
                .orElseThrow(() -> NgsiLdException.notFound("there is no Entity " + id));
    }

    /** An id that is missing from the path. */
    @RequestMapping(
            path = {"", "//attrs", "//attrs/{attribute}"},
            method = {RequestMethod.PUT, RequestMethod.PATCH})
    @IncompletePath
    Reply withoutId() {
        throw NgsiLdException.badData("id", "the path needs the id of an Entity");
    }

    /** An id that is missing from the path to Attributes. */
    @RequestMapping(
            path = {"//attrs", "//attrs/{attribute}"},
            method = {RequestMethod.POST, RequestMethod.DELETE})
    @IncompletePath
    Reply attributesWithoutId() {
        return withoutId();
    }

    /** 6.5.3.2 Delete Entity. */
    @DeleteMapping("/{id}")
    @Operation(name = "Delete Entity", parameters = "type")
    Reply delete(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Context context,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        commits.write(
                tenant,
                entityId,
                TypeParameter.guard(entityId, new DeleteEntity(entityId), parameters, context),
                now);
        return Reply.noContent();
    }

    /** 6.5.3.3 Replace Entity. */
    @PutMapping("/{id}")
    @Operation(name = "Replace Entity", parameters = "type")
    Reply replace(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        var entity = new EntityReader(payload.context(), Purpose.CREATE).fragment(payload.body());
        Fragments.requireSameId(entityId, entity);
        commits.write(
                tenant,
                entityId,
                TypeParameter.guard(
                        entityId,
                        new ReplaceEntity(entityId, entity),
                        parameters,
                        payload.context()),
                now);
        return Reply.noContent();
    }

    /** 6.5.3.4 Merge Entity. */
    @PatchMapping("/{id}")
    @Operation(
            name = "Merge Entity",
            parameters = {"type", "format", "options", "lang", "observedAt"})
    Reply merge(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        commits.write(
                tenant,
                entityId,
                TypeParameter.guard(
                        entityId,
                        MergeParameters.parse(parameters).mutation(entityId, payload),
                        parameters,
                        payload.context()),
                now);
        return Reply.noContent();
    }
}
