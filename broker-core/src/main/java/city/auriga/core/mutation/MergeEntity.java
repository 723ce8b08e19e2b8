package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
        fragment.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId) ->
                                    draft.drop(name, datasetId);
                            case InstanceFragment.Put(var patch) -> merge(draft, name, patch);
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

    private void merge(Draft draft, String name, AttributeFragment patch) {
        var current = draft.find(name, patch.datasetId());
        if (current.isPresent()) {
            var translated = inLanguage(name, current.get(), patch);
            var merged = MergePatch.merge(current.get(), translated, draft.now());
            putOrDrop(draft, name, observed(current.get(), merged, patch));
        } else if (patch.value() == null) {
            throw NgsiLdException.badData(
                    "$." + name, "the Entity has no such Attribute yet, so it needs a value");
        } else {
            putOrDrop(draft, name, MergePatch.withoutNulls(patch, draft.now()));
        }
    }

    /** A text for a LanguageProperty is the one of the request's language. */
    private AttributeFragment inLanguage(String name, Attribute current, AttributeFragment patch) {
        if (lang == null
                || !(current.value() instanceof LanguageProperty)
                || !(patch.value() instanceof Property(var node))) {
            return patch;
        }
        if (!isText(node)) {
            throw NgsiLdException.badData(
                    "$." + name,
                    "a LanguageProperty takes a text, or several, in one language; found " + node);
        }
        return patch.inLanguage(lang);
    }

    private static boolean isText(JsonNode node) {
        if (!node.isArray()) {
            return node.isString();
        }
        for (var item : node) {
            if (!item.isString()) {
                return false;
            }
        }
        return !node.isEmpty();
    }

    private static void putOrDrop(Draft draft, String name, Attribute merged) {
        if (MergePatch.isEmpty(merged)) {
            draft.drop(name, merged.datasetId());
        } else {
            draft.put(name, merged);
        }
    }

    private Attribute observed(Attribute before, Attribute merged, AttributeFragment patch) {
        boolean inherits =
                observedAt != null
                        && before.observedAt() != null
                        && patch.observedAt() instanceof Change.Keep<Instant>;
        return inherits ? merged.withObservedAt(observedAt) : merged;
    }
}
