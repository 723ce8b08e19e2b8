package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Partial Attribute Update (5.6.4).
 *
 * @param name expanded
 */
public record PartialUpdate(EntityId id, String name, InstanceFragment fragment)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        var instance =
                draft.find(name, fragment.datasetId())
                        .orElseThrow(() -> Existing.noAttribute(id, name, fragment.datasetId()));
        switch (fragment) {
            case InstanceFragment.Drop(var datasetId) -> draft.drop(name, datasetId);
            case InstanceFragment.Put(var patch) -> {
                requireSameType(instance, patch);
                draft.put(name, MergePatch.replaceMembers(instance, patch, now));
            }
        }
        return draft.finish(false);
    }

    private static void requireSameType(Attribute instance, AttributeFragment patch) {
        var type = patch.type();
        if (type != null && type != instance.type()) {
            throw NgsiLdException.badData(
                    "$.type",
                    "a partial update cannot turn a "
                            + instance.type().term()
                            + " into a "
                            + type.term()
                            + "; replace the Attribute instead");
        }
    }
}
