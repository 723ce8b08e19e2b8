package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.EntityFragment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Create Entity (5.6.1).
 *
 * @param entity read as a whole
 */
public record CreateEntity(EntityId id, EntityFragment entity) implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        if (current != null) {
            throw new NgsiLdException(
                    Problem.ALREADY_EXISTS, "the Entity " + id + " exists already", "id");
        }
        var created =
                new Entity(
                        id,
                        entity.types(),
                        Objects.requireNonNullElse(entity.scopes().apply(null), List.of()),
                        AttributeFragment.toAttributes(entity.attributes(), now),
                        now,
                        now,
                        entity.expiresAt().apply(null));
        var changes = new ArrayList<AttributeChange>();
        created.attributes()
                .forEach((name, instances) ->
                        instances.forEach(instance ->
                                changes.add(new AttributeChange(name, null, instance))));
        return new Outcome(
                created, changes, true, !created.scopes().isEmpty(), MutationResult.CREATED);
    }
}
