package city.auriga.api.model;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Merge-patch of Attributes (5.5.12), and the simplified form of fragments for it. */
final class Merge {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> WRAPPED =
            List.of("LanguageProperty", "VocabProperty", "JsonProperty");

    private Merge() {}

    /**
     * @param observedAt of the request, for what had one and gets none
     */
    static ObjectNode of(ObjectNode stored, ObjectNode fragment, Optional<String> observedAt) {
        boolean otherType =
                fragment.has("type") && !fragment.path("type").equals(stored.path("type"));
        var merged = otherType ? JSON.objectNode() : stored.deepCopy();
        for (var member : fragment.properties()) {
            merge(merged, member.getKey(), member.getValue());
        }
        if (stored.has("observedAt") && !fragment.has("observedAt")) {
            observedAt.ifPresent(time -> merged.put("observedAt", time));
        }
        return merged;
    }

    /** What is new holds no NGSI-LD Null. */
    static ObjectNode asNew(ObjectNode fragment) {
        var instance = JSON.objectNode();
        for (var member : fragment.properties()) {
            merge(instance, member.getKey(), member.getValue());
        }
        return instance;
    }

    private static void merge(ObjectNode merged, String name, JsonNode value) {
        var old = merged.path(name);
        if (Instances.isNull(value)) {
            merged.remove(name);
        } else if (Instances.isSubAttribute(name)) {
            merged.set(name, subAttribute(old, (ObjectNode) value));
        } else {
            boolean deep =
                    name.equals("json")
                            || name.equals("languageMap")
                            || (name.equals("value") && !Instances.isGeometry(value));
            merged.set(name, deep ? patched(old, value) : value);
        }
    }

    private static ObjectNode subAttribute(JsonNode old, ObjectNode fragment) {
        return old instanceof ObjectNode stored
                ? of(stored, fragment, Optional.empty())
                : asNew(fragment);
    }

    /** RFC 7396, with the NGSI-LD Null. */
    static JsonNode patched(JsonNode old, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var result = old instanceof ObjectNode object ? object.deepCopy() : JSON.objectNode();
        for (var member : patch.properties()) {
            if (Instances.isNull(member.getValue())) {
                result.remove(member.getKey());
            } else {
                result.set(
                        member.getKey(), patched(result.path(member.getKey()), member.getValue()));
            }
        }
        return result;
    }

    /**
     * The normalized form of a simplified value: for a stored instance in its type.
     *
     * @param language that a plain text is in
     */
    static ObjectNode normalized(JsonNode value, Optional<ObjectNode> stored, String language) {
        var type = stored.map(s -> s.path("type").asString()).orElseGet(() -> typeOfNew(value));
        var member = Instances.VALUE.get(type);
        var plain = value.has(member) && !type.equals("Property") ? value.path(member) : value;
        var inForm =
                switch (type) {
                    case "LanguageProperty" ->
                            plain.isObject() ? plain : JSON.objectNode().set(language, plain);
                    case "ListRelationship" ->
                            Rendered.array(
                                    plain.valueStream()
                                            .map(uri -> JSON.objectNode().set("object", uri))
                                            .toList());
                    default -> plain;
                };
        return JSON.objectNode().put("type", type).set(member, inForm);
    }

    private static String typeOfNew(JsonNode value) {
        if (Instances.isGeometry(value)) {
            return "GeoProperty";
        }
        return WRAPPED.stream()
                .filter(type -> value.size() == 1 && value.has(Instances.VALUE.get(type)))
                .findFirst()
                .orElse("Property");
    }

    /** Whether a simplified value can be one of this type of Attribute (5.6.17). */
    static boolean suits(JsonNode value, String type) {
        return switch (type) {
            case "Property" -> true;
            case "GeoProperty" -> Instances.isGeometry(value);
            case "Relationship" -> areUris(value);
            case "LanguageProperty" -> value.has("languageMap") || areTexts(value);
            case "VocabProperty" -> value.has("vocab") || areTexts(value);
            case "JsonProperty" ->
                    value.isObject()
                            || (value.isArray()
                                    && value.valueStream().allMatch(JsonNode::isObject));
            case "ListProperty" -> value.isArray();
            default -> value.isArray() && areUris(value);
        };
    }

    private static boolean areTexts(JsonNode value) {
        return value.isString()
                || (value.isArray() && value.valueStream().allMatch(JsonNode::isString));
    }

    private static boolean areUris(JsonNode value) {
        return areTexts(value)
                && ModelEntity.texts(value).stream().allMatch(text -> text.startsWith("urn:"));
    }
}
