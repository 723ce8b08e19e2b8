package city.auriga.api.entity;

import city.auriga.api.binding.Commits;
import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Reply;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.model.Uri;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.DeleteAttribute;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.PartialUpdate;
import city.auriga.core.mutation.ReplaceAttribute;
import city.auriga.core.mutation.UpdateAttributes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.Names;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Attributes of one Entity (6.6, 6.7). */
@Controller
@RequestMapping("/ngsi-ld/v1/entities/{id}/attrs")
class AttributeController {
    private final Commits commits;

    AttributeController(Commits commits) {
        this.commits = commits;
    }

    /** 6.6.3.1 Append Attributes. */
    @PostMapping
    @Operation(
            name = "Append Attributes",
            parameters = {"type", "options"})
    Reply append(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        boolean overwrite = !Options.parse(parameters, "noOverwrite").contains("noOverwrite");
        var fragment = new EntityReader(payload.context(), Purpose.CREATE).fragment(payload.body());
        Fragments.requireSameId(entityId, fragment);
        return write(
                tenant,
                entityId,
                new AppendAttributes(entityId, fragment, overwrite),
                parameters,
                payload.context(),
                now);
    }

    /** 6.6.3.2 Update Attributes. */
    @PatchMapping
    @Operation(name = "Update Attributes", parameters = "type")
    Reply update(
            Tenant tenant,
            @PathVariable String id,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        var fragment = new EntityReader(payload.context(), Purpose.UPDATE).fragment(payload.body());
        Fragments.requireSameId(entityId, fragment);
        return write(
                tenant,
                entityId,
                new UpdateAttributes(entityId, fragment),
                parameters,
                payload.context(),
                now);
    }

    /** 6.7.3.1 Partial Attribute Update. */
    @PatchMapping("/{attribute}")
    @Operation(name = "Partial Attribute Update", parameters = "type")
    Reply updatePartially(
            Tenant tenant,
            @PathVariable String id,
            @PathVariable String attribute,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        var name = writable(attribute, payload.context());
        var fragment =
                new EntityReader(payload.context(), Purpose.PARTIAL)
                        .attribute(attribute, payload.body());
        return write(
                tenant,
                entityId,
                new PartialUpdate(entityId, name, fragment),
                parameters,
                payload.context(),
                now);
    }

    /** 6.7.3.3 Replace Attribute. */
    @PutMapping("/{attribute}")
    @Operation(name = "Replace Attribute", parameters = "type")
    Reply replace(
            Tenant tenant,
            @PathVariable String id,
            @PathVariable String attribute,
            Parameters parameters,
            Payload payload,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        var name = writable(attribute, payload.context());
        var fragment =
                new EntityReader(payload.context(), Purpose.CREATE)
                        .attribute(attribute, payload.body());
        if (!(fragment instanceof InstanceFragment.Put(var instance, _))) {
            throw new IllegalStateException("a whole Attribute was read as a deletion");
        }
        return write(
                tenant,
                entityId,
                new ReplaceAttribute(entityId, name, instance),
                parameters,
                payload.context(),
                now);
    }

    /** 6.7.3.2 Delete Attribute. */
    @DeleteMapping("/{attribute}")
    @Operation(
            name = "Delete Attribute",
            parameters = {"type", "datasetId", "deleteAll"})
    Reply delete(
            Tenant tenant,
            @PathVariable String id,
            @PathVariable String attribute,
            Parameters parameters,
            Context context,
            Instant now) {
        var entityId = EntityId.parse(id, "id");
        var name =
                attribute.equals("scope")
                        ? context.expand(attribute)
                        : context.expand(Names.requireAttribute(attribute, "attrId"));
        var datasetId =
                parameters
                        .find("datasetId")
                        .filter(text -> !text.equals("@none"))
                        .map(text -> Uri.require(text, "datasetId"))
                        .orElse(null);
        var mutation = new DeleteAttribute(entityId, name, datasetId, parameters.flag("deleteAll"));
        return write(tenant, entityId, mutation, parameters, context, now);
    }

    private Reply write(
            Tenant tenant,
            EntityId id,
            Mutation mutation,
            Parameters parameters,
            Context context,
            Instant now) {
        return UpdateReplies.of(
                commits.write(
                        tenant, id, TypeParameter.guard(id, mutation, parameters, context), now));
    }

    private static String writable(String attribute, Context context) {
        if (attribute.equals("scope")) {
            throw NgsiLdException.badData(
                    "attrId", "'scope' is not an Attribute; change it with the Entity");
        }
        return context.expand(Names.requireAttribute(attribute, "attrId"));
    }
}
