package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.EntityFragment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One Entity of a batch upsert (5.6.8), and every reading of a device: creates what is missing,
 * else replaces or updates. An update that ignores a scope, as 5.6.2 says, is no failure of the
 * item.
 *
 * @param replace whether an Entity that exists is replaced as a whole; else its Attributes are
 *     updated
 */
public record UpsertEntity(EntityId id, EntityFragment entity, boolean replace)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        if (current == null) {
            return new CreateEntity(id, entity).apply(null, now);
        }
        return replace
                ? new ReplaceEntity(id, entity).apply(current, now)
                : new UpdateAttributes(id, entity).apply(current, now).asComplete();
    }
}
