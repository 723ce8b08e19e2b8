package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.query.EntityQuery;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mutation of what a query has found (5.6.21): nothing happens to an Entity that no longer
 * matches when its turn comes.
 *
 * @param query which follows no Relationship
 */
public record WhileMatching(EntityQuery query, Mutation mutation) implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        return current != null && Evaluator.matches(query, current, LinkedEntities.NONE)
                ? mutation.apply(current, now)
                : new Outcome(current, List.of(), false, false, MutationResult.UPDATED);
    }
}
