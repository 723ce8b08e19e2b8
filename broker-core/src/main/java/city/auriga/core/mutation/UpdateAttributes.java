package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Update Attributes (5.6.2): replaces whole instances, adds unknown ones, and removes those whose
 * value is the NGSI-LD Null.
 */
public record UpdateAttributes(EntityId id, EntityFragment fragment) implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        fragment.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId, _) ->
                                    draft.drop(name, datasetId);
                            case InstanceFragment.Put(var attribute, _) ->
                                    draft.put(name, attribute.toAttribute(now));
                        }
                    }
                });
        draft.addTypes(fragment.types());
        updateScopes(draft, fragment.scopes());
        changeExpiry(draft, fragment.expiresAt());
        return draft.finish(false);
    }

    /** A scope is replaced only where there is one (5.6.2). */
    private static void updateScopes(Draft draft, Change<List<String>> scopes) {
        if (scopes instanceof Change.Keep<List<String>>) {
            return;
        }
        if (draft.hasScope()) {
            draft.scopes(scopes.apply(draft.scopes()), Existing.SCOPE);
        } else {
            draft.noteSkipped(Existing.SCOPE, "the Entity has no scope to update");
        }
    }

    static void changeExpiry(Draft draft, Change<Instant> expiresAt) {
        switch (expiresAt) {
            case Change.Keep<Instant> _ -> {}
            case Change.Remove<Instant> _ -> draft.expiresAt(null);
            case Change.Put<Instant>(var instant) -> draft.expiresAt(instant);
        }
    }
}
