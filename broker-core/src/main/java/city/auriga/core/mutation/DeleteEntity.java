package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Delete Entity (5.6.6). */
public record DeleteEntity(EntityId id) implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var entity = Existing.require(current, id);
        var changes = new ArrayList<AttributeChange>();
        entity.attributes()
                .forEach((name, instances) ->
                        instances.forEach(instance ->
                                changes.add(new AttributeChange(name, instance, null))));
        return new Outcome(null, changes, true, !entity.scopes().isEmpty(), MutationResult.UPDATED);
    }
}
