package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mutation leads to.
 *
 * @param entity the Entity afterwards; null if it is gone
 * @param changes of Attribute instances, in the order of the request
 * @param entityChanged whether anything is to be stored, be it only a type, a scope or an expiry
 * @param scopeChanged whether the scopes differ
 * @param late instances that were observed before what the Entity shows: only the history gets them
 * @param result for the caller
 */
public record Outcome(
        @Nullable Entity entity,
        List<AttributeChange> changes,
        boolean entityChanged,
        boolean scopeChanged,
        List<AttributeChange> late,
        MutationResult result) {
    public Outcome {
        changes = List.copyOf(changes);
        late = List.copyOf(late);
    }

    /** Without anything late. */
    Outcome(
            @Nullable Entity entity,
            List<AttributeChange> changes,
            boolean entityChanged,
            boolean scopeChanged,
            MutationResult result) {
        this(entity, changes, entityChanged, scopeChanged, List.of(), result);
    }

    /** The same, the caller not being told of what was left alone. */
    Outcome asComplete() {
        return new Outcome(entity, changes, entityChanged, scopeChanged, late, result.asComplete());
    }
}
