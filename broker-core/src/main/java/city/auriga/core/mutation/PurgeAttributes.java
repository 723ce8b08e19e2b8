package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of Purge Entities (5.6.21) that leaves the Entity alive.
 *
 * @param names expanded
 * @param keep whether the named Attributes are the ones to keep; else they are the ones to drop
 */
public record PurgeAttributes(EntityId id, Set<String> names, boolean keep) implements Mutation {
    public PurgeAttributes {
        names = Set.copyOf(names);
    }

    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        for (var name : draft.names()) {
            if (names.contains(name) != keep) {
                draft.dropAll(name);
            }
        }
        return draft.finish(false);
    }
}
