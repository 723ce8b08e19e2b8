package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.AttributeFragment;
import city.auriga.core.representation.InstanceFragment;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merge-patch of one Attribute instance (5.5.12), and the shallower patch of a partial update
 * (5.5.8). Inputs are never modified.
 */
final class MergePatch {
    private MergePatch() {}

    /** Partial update (5.5.8): each member of the fragment replaces the stored one as a whole. */
    static Attribute replaceMembers(Attribute current, AttributeFragment patch, Instant now) {
        var attributes = new LinkedHashMap<>(current.attributes());
        patch.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId) ->
                                    Attributes.remove(attributes, name, datasetId);
                            case InstanceFragment.Put(var part) ->
                                    replaceMember(attributes, name, part, now);
                        }
                    }
                });
        var value = patch.value() == null ? current.value() : patch.value();
        return patched(current, patch, value, attributes, now);
    }

    /** Merge (5.5.12): as RFC 7396, at every depth, the NGSI-LD Null in the place of null. */
    static Attribute merge(Attribute current, AttributeFragment patch, Instant now) {
        if (patch.type() != null && patch.type() != current.type() && patch.value() != null) {
            return withoutNulls(patch, now).withCreatedAt(current.createdAt());
        }
        var attributes = new LinkedHashMap<>(current.attributes());
        patch.attributes()
                .forEach((name, instances) -> {
                    for (var instance : instances) {
                        switch (instance) {
                            case InstanceFragment.Drop(var datasetId) ->
                                    Attributes.remove(attributes, name, datasetId);
                            case InstanceFragment.Put(var part) ->
                                    mergeSubAttribute(attributes, name, part, now);
                        }
                    }
                });
        var value =
                patch.value() == null
                        ? current.value()
                        : mergeValues(current.value(), patch.value());
        return patched(current, patch, value, attributes, now);
    }

    /** The instance that a merge patch makes where there is none: Nulls have nothing to remove. */
    static Attribute withoutNulls(AttributeFragment patch, Instant now) {
        var attribute = patch.toAttribute(now);
        return attribute.withValue(mergeValues(attribute.value(), attribute.value()));
    }

    /** Whether a merge has removed all languages, and so the Attribute. */
    static boolean isEmpty(Attribute merged) {
        return merged.value() instanceof LanguageProperty(var map) && map.isEmpty();
    }

    private static Attribute patched(
            Attribute current,
            AttributeFragment patch,
            AttributeValue value,
            Map<String, List<Attribute>> attributes,
            Instant now) {
        patch.misfit(value.type())
                .ifPresent(member -> {
                    throw NgsiLdException.badData(
                            member, "a " + value.type().term() + " cannot have this " + member);
                });
        return new Attribute(
                value,
                current.datasetId(),
                patch.observedAt().apply(current.observedAt()),
                patch.unitCode().apply(current.unitCode()),
                patch.valueType().apply(current.valueType()),
                Objects.requireNonNullElse(
                        patch.objectTypes().apply(current.objectTypes()), List.of()),
                attributes,
                current.createdAt(),
                now,
                patch.expiresAt().apply(current.expiresAt()));
    }

    private static void replaceMember(
            Map<String, List<Attribute>> attributes,
            String name,
            AttributeFragment part,
            Instant now) {
        var old = Attributes.instance(attributes.getOrDefault(name, List.of()), part.datasetId());
        if (part.value() == null) {
            old.ifPresent(o -> Attributes.put(attributes, name, replaceMembers(o, part, now)));
            return;
        }
        var written = part.toAttribute(now);
        Attributes.put(
                attributes,
                name,
                old.map(o -> written.withCreatedAt(o.createdAt())).orElse(written));
    }

    private static void mergeSubAttribute(
            Map<String, List<Attribute>> attributes,
            String name,
            AttributeFragment part,
            Instant now) {
        var old = Attributes.instance(attributes.getOrDefault(name, List.of()), part.datasetId());
        if (old.isEmpty() && part.value() == null) {
            return;
        }
        var merged = old.isEmpty() ? withoutNulls(part, now) : merge(old.get(), part, now);
        if (isEmpty(merged)) {
            Attributes.remove(attributes, name, part.datasetId());
        } else {
            Attributes.put(attributes, name, merged);
        }
    }

    private static AttributeValue mergeValues(AttributeValue current, AttributeValue patch) {
        return switch (patch) {
            case Property(var value) when current instanceof Property(var old) ->
                    new Property(merge(old, value));
            case JsonProperty(var json) when current instanceof JsonProperty(var old) ->
                    new JsonProperty(merge(old, json));
            case LanguageProperty(var map) when current instanceof LanguageProperty(var old) ->
                    new LanguageProperty((ObjectNode) merge(old, map));
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

    /** RFC 7396 with the NGSI-LD Null. */
    static JsonNode merge(JsonNode current, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        var merged = current instanceof ObjectNode old ? copy(old) : changes.objectNode();
        changes.properties()
                .forEach(entry -> {
                    var value = entry.getValue();
                    if (value.isString() && NgsiLdNull.isNull(value)) {
                        merged.remove(entry.getKey());
                    } else {
                        merged.set(entry.getKey(), merge(merged.path(entry.getKey()), value));
                    }
                });
        return merged;
    }

    private static ObjectNode copy(ObjectNode node) {
        var copy = node.objectNode();
        copy.setAll(node);
        return copy;
    }
}
