package city.auriga.api.entity;

import city.auriga.api.binding.Operation;
import city.auriga.api.binding.Parameters;
import city.auriga.api.binding.Payload;
import city.auriga.api.binding.Reply;
import city.auriga.core.entity.BatchResult;
import city.auriga.core.entity.Tenants;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.core.mutation.MergeEntity;
import city.auriga.core.mutation.UpsertEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Batch operations (6.14 to 6.17, 6.31). */
@Controller
@RequestMapping("/ngsi-ld/v1/entityOperations")
class BatchController {
    private final Batches batches;
    private final Tenants tenants;

    BatchController(Batches batches, Tenants tenants) {
        this.batches = batches;
        this.tenants = tenants;
    }

    /** 6.14.3.1 Batch Create. */
    @PostMapping("/create")
    @Operation(name = "Batch Create", createsTenant = true)
    Reply create(Tenant tenant, Payload payload, Instant now) {
        var items = batches.entities(tenant, payload, Purpose.CREATE);
        Supplier<BatchResult> run = () -> batches.run(tenant, items, CreateEntity::new, now);
        var result =
                items.stream().anyMatch(item -> item.content() != null)
                        ? tenants.creating(tenant, run)
                        : run.get();
        return result.isComplete()
                ? BatchReplies.created(result.success())
                : BatchReplies.multiStatus(result);
    }

    /** 6.15.3.1 Batch Upsert. */
    @PostMapping("/upsert")
    @Operation(name = "Batch Upsert", parameters = "options")
    Reply upsert(Tenant tenant, Parameters parameters, Payload payload, Instant now) {
        var options = Options.parse(parameters, "replace", "update");
        boolean replace = !options.contains("update");
        if (options.size() > 1) {
            throw NgsiLdException.badData("options", "replace and update exclude each other");
        }
        var result =
                batches.run(
                        tenant,
                        batches.entities(
                                tenant, payload, replace ? Purpose.CREATE : Purpose.UPDATE),
                        (id, entity) -> new UpsertEntity(id, entity, replace),
                        now);
        if (!result.isComplete()) {
            return BatchReplies.multiStatus(result);
        }
        return result.created().isEmpty()
                ? Reply.noContent()
                : BatchReplies.created(result.created());
    }

    /** 6.16.3.1 Batch Update. */
    @PostMapping("/update")
    @Operation(name = "Batch Update", parameters = "options")
    Reply update(Tenant tenant, Parameters parameters, Payload payload, Instant now) {
        boolean overwrite = !Options.parse(parameters, "noOverwrite").contains("noOverwrite");
        var result =
                batches.run(
                        tenant,
                        batches.fragments(tenant, payload, Purpose.CREATE),
                        (id, entity) -> new AppendAttributes(id, entity, overwrite),
                        now);
        return reply(result);
    }

    /** 6.31.3.1 Batch Merge. */
    @PostMapping("/merge")
    @Operation(name = "Batch Merge")
    Reply merge(Tenant tenant, Payload payload, Instant now) {
        var result =
                batches.run(
                        tenant,
                        batches.fragments(tenant, payload, Purpose.MERGE),
                        (id, entity) -> new MergeEntity(id, entity, null),
                        now);
        return reply(result);
    }

    /** 6.17.3.1 Batch Delete. */
    @PostMapping("/delete")
    @Operation(name = "Batch Delete")
    Reply delete(Tenant tenant, Payload payload, Instant now) {
        return reply(
                batches.delete(
                        tenant, batches.ids(payload), (EntityId id) -> new DeleteEntity(id), now));
    }

    private static Reply reply(BatchResult result) {
        return result.isComplete() ? Reply.noContent() : BatchReplies.multiStatus(result);
    }
}
