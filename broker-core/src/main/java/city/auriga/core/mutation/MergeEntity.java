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
 * Merge Entity (5.6.17).
 *
 * @param observedAt of the request: for merged instances that had one and get none in the body;
 *     null if the request has none
 * @param lang the language that a text is in which comes for a LanguageProperty; null if the
 *     request has none
 */
public record MergeEntity(
        EntityId id, EntityFragment fragment, @Nullable Instant observedAt, @Nullable String lang)
        implements Mutation {
    /** A merge whose request names no language. */
    public MergeEntity(EntityId id, EntityFragment fragment, @Nullable Instant observedAt) {
        this(id, fragment, observedAt, null);
    }

    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        var merging = new MergePatch(now, observedAt, lang);
        fragment.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId, _) ->
                                    draft.drop(name, datasetId);
                            case InstanceFragment.Put put -> merge(draft, name, put, merging);
                        }
                    }
                });
        draft.addTypes(fragment.types());
        if (!(fragment.scopes() instanceof Change.Keep<List<String>>)) {
            draft.scopes(fragment.scopes().apply(draft.scopes()), Existing.SCOPE);
        }
        UpdateAttributes.changeExpiry(draft, fragment.expiresAt());
        return draft.finish(false);
    }

    private static void merge(
            Draft draft, String name, InstanceFragment.Put put, MergePatch merging) {
        merging.apply(draft.find(name, put.datasetId()), put, "$." + name)
                .ifPresentOrElse(
                        merged -> draft.change(name, merged),
                        () -> draft.drop(name, put.datasetId()));
    }
}
