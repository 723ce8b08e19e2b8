package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.EntityFragment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Replace Entity (5.6.18): everything but {@code createdAt} comes from the request; types stay if
 * it names none.
 */
public record ReplaceEntity(EntityId id, EntityFragment entity) implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        var replacement = AttributeFragment.toAttributes(entity.attributes(), now);
        for (var name : draft.names()) {
            for (var instance : draft.instances(name)) {
                if (!survives(replacement, name, instance)) {
                    draft.drop(name, instance.datasetId());
                }
            }
        }
        replacement.forEach(
                (name, instances) -> instances.forEach(instance -> draft.put(name, instance)));
        if (!entity.types().isEmpty()) {
            draft.replaceTypes(entity.types());
        }
        draft.scopes(entity.scopes().apply(null), Existing.SCOPE);
        draft.expiresAt(entity.expiresAt().apply(null));
        return draft.finish(false);
    }

    private static boolean survives(
            Map<String, List<Attribute>> replacement, String name, Attribute instance) {
        return Attributes.instance(replacement.getOrDefault(name, List.of()), instance.datasetId())
                .isPresent();
    }
}
