package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has expired leaves (4.22): an Entity as by Delete Entity (5.6.6), an instance of an
 * Attribute as by Delete Attribute (5.6.5). That a sub-attribute leaves is no change of its
 * Attribute: nobody has seen it since it expired. For the Entity as it is stored, unlike all other
 * mutations.
 */
public record Expire() implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        if (current == null || !isDue(current, now)) {
            return new Outcome(current, List.of(), false, false, MutationResult.UPDATED);
        }
        return current.isExpired(now)
                ? new DeleteEntity(current.id()).apply(current, now)
                : tidied(current, now);
    }

    private static boolean isDue(Entity entity, Instant now) {
        var next = entity.nextExpiry();
        return next != null && !next.isAfter(now);
    }

    private static Outcome tidied(Entity current, Instant now) {
        var changes = new ArrayList<AttributeChange>();
        current.attributes()
                .forEach((name, instances) ->
                        instances.stream()
                                .filter(instance -> instance.isExpired(now))
                                .forEach(instance ->
                                        changes.add(new AttributeChange(name, instance, null))));
        var live = current.live(now);
        var entity =
                new Entity(
                        live.id(),
                        live.types(),
                        live.scopes(),
                        live.attributes(),
                        live.createdAt(),
                        changes.isEmpty() ? live.modifiedAt() : now,
                        live.expiresAt());
        return new Outcome(entity, changes, true, false, MutationResult.UPDATED);
    }
}
