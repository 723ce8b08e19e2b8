package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Delete Attribute (5.6.5); the name of the member {@code scope} removes the scopes.
 *
 * @param name expanded
 * @param datasetId which instance; null for the default instance
 * @param all whether all instances go, whatever their datasetId
 */
public record DeleteAttribute(EntityId id, String name, @Nullable String datasetId, boolean all)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        if (name.equals(Existing.SCOPE)) {
            if (!draft.hasScope()) {
                throw NgsiLdException.notFound("the Entity " + id + " has no scope");
            }
            draft.scopes(List.of(), Existing.SCOPE);
        } else if (all && !draft.instances(name).isEmpty()) {
            draft.dropAll(name);
        } else if (all || !draft.drop(name, datasetId)) {
            throw Existing.noAttribute(id, name, datasetId);
        }
        return draft.finish(false);
    }
}
