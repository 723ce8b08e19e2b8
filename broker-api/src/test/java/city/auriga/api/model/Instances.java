package city.auriga.api.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Attributes as they come in (4.5.2, 4.5.5): normalized or concise, one instance or several. */
final class Instances {
    static final String NULL = "urn:ngsi-ld:null";
    static final String DEFAULT = "@none";

    /** The member that holds the value, by type of Attribute. */
    static final Map<String, String> VALUE =
            Map.of(
                    "Property", "value",
                    "GeoProperty", "value",
                    "LanguageProperty", "languageMap",
                    "VocabProperty", "vocab",
                    "JsonProperty", "json",
                    "ListProperty", "valueList",
                    "Relationship", "object",
                    "ListRelationship", "objectList");

    static final Set<String> VALUES = new TreeSet<>(VALUE.values());
    private static final Set<String> PLAIN =
            Set.of("type", "observedAt", "unitCode", "datasetId", "expiresAt");
    private static final Set<String> GEOMETRIES =
            Set.of(
                    "Point",
                    "MultiPoint",
                    "LineString",
                    "MultiLineString",
                    "Polygon",
                    "MultiPolygon");

    private Instances() {}

    /** All instances of one Attribute, normalized. */
    static List<ObjectNode> of(JsonNode attribute) {
        return asSent(attribute).stream().map(Instances::normalized).toList();
    }

    static List<JsonNode> asSent(JsonNode attribute) {
        boolean several =
                attribute.isArray() && !attribute.isEmpty() && isInstance(attribute.get(0));
        return several ? attribute.valueStream().toList() : List.of(attribute);
    }

    /** Normalized; a geometry without a type is the value of a Property where that is stored. */
    static ObjectNode about(Optional<ObjectNode> stored, JsonNode fragment) {
        var instance = normalized(fragment);
        boolean told = isInstance(fragment) && fragment.has("type");
        boolean property =
                stored.filter(s -> s.path("type").asString().equals("Property")).isPresent();
        return !told && property && instance.path("type").asString().equals("GeoProperty")
                ? instance.put("type", "Property")
                : instance;
    }

    static String dataset(JsonNode instance) {
        return instance.path("datasetId").asString(DEFAULT);
    }

    /** The value of an instance. */
    static JsonNode value(JsonNode instance) {
        return instance.path(member(instance));
    }

    static String member(JsonNode instance) {
        return VALUE.get(instance.path("type").asString());
    }

    static boolean isSubAttribute(String member) {
        return !PLAIN.contains(member) && !VALUES.contains(member);
    }

    static boolean isNull(JsonNode value) {
        return value.asString("").equals(NULL);
    }

    /** Whether the instance says that what is stored shall go (4.5.0). */
    static boolean deletes(JsonNode instance) {
        return VALUES.stream()
                .map(instance::path)
                .anyMatch(value ->
                        isNull(value)
                                || isNull(value.path(DEFAULT))
                                || isNull(value.path(0))
                                || isNull(value.path(0).path("object")));
    }

    /** A LanguageProperty needs one. */
    static boolean hasNoLanguage(JsonNode instance) {
        return instance.has("languageMap") && instance.path("languageMap").isEmpty();
    }

    static boolean isGeometry(JsonNode json) {
        return GEOMETRIES.contains(json.path("type").asString("")) && json.has("coordinates");
    }

    private static boolean isInstance(JsonNode json) {
        return json.isObject()
                && (VALUE.containsKey(json.path("type").asString(""))
                        || VALUES.stream().anyMatch(json::has));
    }

    static ObjectNode normalized(JsonNode json) {
        var instance = JsonNodeFactory.instance.objectNode();
        if (!isInstance(json)) {
            return instance.put("type", isGeometry(json) ? "GeoProperty" : "Property")
                    .set("value", json);
        }
        instance.put("type", type(json));
        for (var member : json.properties()) {
            var value = member.getValue();
            if (member.getKey().equals("objectList")) {
                instance.set("objectList", objects(value));
            } else if (isSubAttribute(member.getKey())) {
                instance.set(member.getKey(), isNull(value) ? value : normalized(value));
            } else if (!member.getKey().equals("datasetId") || !value.asString().equals(DEFAULT)) {
                instance.set(member.getKey(), value);
            }
        }
        return instance;
    }

    private static String type(JsonNode json) {
        if (json.has("type")) {
            return json.path("type").asString();
        }
        if (json.has("value")) {
            return isGeometry(json.path("value")) ? "GeoProperty" : "Property";
        }
        return VALUE.entrySet().stream()
                .filter(e -> json.has(e.getValue()))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static JsonNode objects(JsonNode list) {
        var objects = JsonNodeFactory.instance.arrayNode();
        for (var entry : list) {
            objects.add(
                    entry.isObject()
                            ? entry
                            : JsonNodeFactory.instance.objectNode().set("object", entry));
        }
        return objects;
    }
}
