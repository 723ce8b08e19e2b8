package city.auriga.iot.remote;

import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AppendAttributes;
import city.auriga.core.mutation.ApplyReading;
import city.auriga.core.mutation.ApplyReading.Late;
import city.auriga.core.mutation.CreateEntity;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.MutationResult.NotUpdated;
import city.auriga.core.mutation.UpsertEntity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.InstanceFragment.Drop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to the Entities of another broker: a write is done when it is in the spool. Whether the
 * Entity was there before is not known, and never said.
 */
public final class SpoolingWriter implements MutationWriter {
    private static final String NOT_REMOVED =
            "not removed (nullAction): the Entities are those of another broker";

    private static final String NOT_APPENDED =
            "not appended: whether the Entity is there only its own broker knows";

    private final Spool spool;
    private final Runnable added;

    /**
     * @param added told of each write that is stored; must not block
     */
    public SpoolingWriter(Spool spool, Runnable added) {
        this.spool = spool;
        this.added = added;
    }

    @Override
    public CompletableFuture<MutationResult> write(
            Tenant tenant, EntityId id, Mutation mutation, Instant now) {
        return switch (mutation) {
            case ApplyReading(_, var entity, var late, _, _, _, _) ->
                    add(
                            tenant,
                            id,
                            late == Late.OVERWRITE ? Kind.ALWAYS : Kind.NEWEST,
                            entity,
                            now);
            case UpsertEntity(_, var entity, var replace) when !replace ->
                    add(tenant, id, Kind.ALWAYS, entity, now);
            // Only to what is there; an upsert would bring back what was deleted.
            case AppendAttributes(_, var entity, _) ->
                    CompletableFuture.completedFuture(notAppended(entity));
            // Nobody knows whether it is there: then what it has stays.
            case CreateEntity(_, var entity) -> add(tenant, id, Kind.ABSENT, entity, now);
            default ->
                    CompletableFuture.failedFuture(
                            new NgsiLdException(
                                    Problem.NOT_IMPLEMENTED,
                                    "the Entities are those of another broker"
                                            + " (AURIGA_IOT_BROKER_URL): the agent writes to them,"
                                            + " and nothing else"));
        };
    }

    private CompletableFuture<MutationResult> add(
            Tenant tenant, EntityId id, Kind kind, EntityFragment entity, Instant now) {
        if (entity.removesOnly()) {
            return CompletableFuture.completedFuture(result(entity));
        }
        var document = SpoolDocument.write(id, entity, now);
        return spool.add(new Write(tenant, id.value(), kind, document))
                .thenApply(_ -> {
                    added.run();
                    return result(entity);
                });
    }

    private static MutationResult notAppended(EntityFragment entity) {
        return new MutationResult(
                false,
                List.of(),
                entity.attributes().keySet().stream()
                        .map(name -> new NotUpdated(name, NOT_APPENDED))
                        .toList());
    }

    /** A batch upsert removes nothing. */
    private static MutationResult result(EntityFragment entity) {
        var left = new ArrayList<NotUpdated>(0);
        for (var attribute : entity.attributes().entrySet()) {
            for (var instance : attribute.getValue()) {
                if (instance instanceof Drop) {
                    left.add(new NotUpdated(attribute.getKey(), NOT_REMOVED));
                }
            }
        }
        return left.isEmpty() ? MutationResult.UPDATED : new MutationResult(false, List.of(), left);
    }
}
