package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.Attributes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.Change;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merge-patch of Attribute instances (5.5.12): as RFC 7396, at every depth, the NGSI-LD Null in the
 * place of null. Inputs are never modified.
 *
 * @param observedAt of the request, at every depth: for merged instances that had one and get none
 *     in the body; null if the request has none
 * @param lang the language that a text is in which comes for a LanguageProperty, at every depth;
 *     null if the request has none
 */
record MergePatch(Instant now, @Nullable Instant observedAt, @Nullable String lang) {
    /**
     * What a patch makes of an instance, or of none.
     *
     * @param member where it stands, for errors
     * @return empty if the patch has removed its last language, and so the Attribute; the instance
     *     that is there if the patch changes nothing
     */
    Optional<Attribute> apply(
            Optional<Attribute> current, InstanceFragment.Put patch, String member) {
        var merged =
                current.isPresent()
                        ? merge(current.get(), patch.about(current.get()), member)
                        : create(patch.attribute(), member);
        return isEmpty(merged) ? Optional.empty() : Optional.of(merged);
    }

    private static boolean isEmpty(Attribute merged) {
        return merged.value() instanceof LanguageProperty(var map) && map.isEmpty();
    }

    private Attribute merge(Attribute current, AttributeFragment fragment, String member) {
        var patch = observed(current, inLanguage(current, fragment, member));
        if (patch.type() != null && patch.type() != current.type()) {
            return replacement(current, patch, member);
        }
        var value =
                patch.value() == null
                        ? current.value()
                        : mergeValues(current.value(), patch.value());
        var attributes = mergeSubAttributes(current.attributes(), patch.attributes(), member);
        return MemberPatch.apply(current, patch, value, attributes, member, now);
    }

    /** Another type comes with another value; nothing stays but the time of creation. */
    private Attribute replacement(Attribute current, AttributeFragment patch, String member) {
        if (patch.value() == null) {
            throw NgsiLdException.badData(
                    member + ".type",
                    "it is a "
                            + current.type().term()
                            + "; to become a "
                            + Objects.requireNonNull(patch.type()).term()
                            + " it needs a value");
        }
        return create(patch, member).withCreatedAt(current.createdAt());
    }

    /** The instance that a patch makes where there is none: Nulls have nothing to remove. */
    private Attribute create(AttributeFragment patch, String member) {
        if (patch.value() == null) {
            throw NgsiLdException.badData(
                    member, "there is no such Attribute yet, so it needs a value");
        }
        MemberPatch.requireFit(patch, patch.value().type(), member);
        var attributes = mergeSubAttributes(Map.of(), patch.attributes(), member);
        return patch.toAttribute(attributes, now)
                .withValue(mergeValues(patch.value(), patch.value()));
    }

    private Map<String, List<Attribute>> mergeSubAttributes(
            Map<String, List<Attribute>> current,
            Map<String, List<InstanceFragment>> patches,
            String member) {
        var merged = new LinkedHashMap<>(current);
        patches.forEach((name, instances) -> {
            for (var instance : instances) {
                var old =
                        Attributes.instance(
                                merged.getOrDefault(name, List.of()), instance.datasetId());
                var after =
                        instance instanceof InstanceFragment.Put put
                                ? apply(old, put, member + "." + name)
                                : Optional.<Attribute>empty();
                after.ifPresentOrElse(
                        attribute -> Attributes.put(merged, name, attribute),
                        () -> Attributes.remove(merged, name, instance.datasetId()));
            }
        });
        return merged;
    }

    /** A text for a LanguageProperty is the one of the request's language. */
    private AttributeFragment inLanguage(
            Attribute current, AttributeFragment patch, String member) {
        if (lang == null
                || !(current.value() instanceof LanguageProperty)
                || !(patch.value() instanceof Property(var node))) {
            return patch;
        }
        if (!isText(node)) {
            throw NgsiLdException.badData(
                    member,
                    "a LanguageProperty takes a text, or several, in one language; found " + node);
        }
        return patch.inLanguage(lang);
    }

    private static boolean isText(JsonNode node) {
        return node.isString()
                || (node.isArray()
                        && !node.isEmpty()
                        && node.valueStream().allMatch(JsonNode::isString));
    }

    private AttributeFragment observed(Attribute current, AttributeFragment patch) {
        boolean inherits =
                current.observedAt() != null && patch.observedAt() instanceof Change.Keep<Instant>;
        return observedAt != null && inherits ? patch.observed(observedAt) : patch;
    }

    private static AttributeValue mergeValues(AttributeValue current, AttributeValue patch) {
        return switch (patch) {
            case Property(var value) when current instanceof Property(var old) ->
                    new Property(JsonMerge.apply(old, value));
            case JsonProperty(var json) when current instanceof JsonProperty(var old) ->
                    new JsonProperty(JsonMerge.apply(old, json));
            case LanguageProperty(var map) when current instanceof LanguageProperty(var old) ->
                    new LanguageProperty((ObjectNode) JsonMerge.apply(old, map));
            case Property _,
                    JsonProperty _,
                    LanguageProperty _,
                    AttributeValue.GeoProperty _,
                    AttributeValue.ListProperty _,
                    AttributeValue.ListRelationship _,
                    AttributeValue.Relationship _,
                    AttributeValue.VocabProperty _ ->
                    patch;
        };
    }
}
