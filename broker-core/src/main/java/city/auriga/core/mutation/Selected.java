package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A mutation under a type selection of the request (4.17): an Entity of other types counts as
 * missing.
 *
 * @param types whether the expanded types of the Entity are selected
 */
public record Selected(EntityId id, Predicate<List<String>> types, Mutation mutation)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        if (!types.test(Existing.require(current, id).types())) {
            throw NgsiLdException.notFound("the Entity " + id + " is of another type");
        }
        return mutation.apply(current, now);
    }
}
