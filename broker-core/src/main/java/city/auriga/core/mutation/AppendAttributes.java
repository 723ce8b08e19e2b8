package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Append Attributes (5.6.3).
 *
 * @param overwrite whether instances that exist are replaced
 */
public record AppendAttributes(EntityId id, EntityFragment fragment, boolean overwrite)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        fragment.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        append(draft, name, instance);
                    }
                });
        draft.addTypes(fragment.types());
        appendScopes(draft, Objects.requireNonNullElse(fragment.scopes().apply(null), List.of()));
        appendExpiry(draft, fragment.expiresAt().apply(null));
        return draft.finish(false);
    }

    private void append(Draft draft, String name, InstanceFragment instance) {
        if (!overwrite && draft.find(name, instance.datasetId()).isPresent()) {
            draft.noteSkipped(name, "the Attribute exists and is not to be overwritten");
        } else if (instance instanceof InstanceFragment.Put(var attribute, _)) {
            draft.put(name, attribute.toAttribute(draft.now()));
        }
    }

    private void appendScopes(Draft draft, List<String> added) {
        if (added.isEmpty()) {
            return;
        }
        if (overwrite) {
            draft.scopes(added, Existing.SCOPE);
            return;
        }
        var all = new LinkedHashSet<>(draft.scopes());
        if (all.addAll(added)) {
            draft.scopes(List.copyOf(all), Existing.SCOPE);
        }
    }

    private void appendExpiry(Draft draft, @Nullable Instant expiresAt) {
        if (expiresAt == null) {
            return;
        }
        if (overwrite || draft.expiresAt() == null) {
            draft.expiresAt(expiresAt);
        } else {
            draft.noteSkipped(Existing.EXPIRES_AT, "it is set and not to be overwritten");
        }
    }
}
