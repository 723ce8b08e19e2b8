package city.auriga.api.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes Attributes: few names with few values, so that requests meet each other. */
final class SomeAttributes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Of one type each, but for {@code mixed}. */
    private static final Map<String, String> TYPES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("level", "Property"),
                            Map.entry("name", "Property"),
                            Map.entry("speed", "Property"),
                            Map.entry("tags", "Property"),
                            Map.entry("address", "Property"),
                            Map.entry("location", "GeoProperty"),
                            Map.entry("label", "LanguageProperty"),
                            Map.entry("state", "VocabProperty"),
                            Map.entry("raw", "JsonProperty"),
                            Map.entry("list", "ListProperty"),
                            Map.entry("owner", "Relationship"),
                            Map.entry("route", "ListRelationship"),
                            Map.entry("mixed", "any")));

    static final List<String> NAMES = List.copyOf(TYPES.keySet());
    static final List<String> DATASETS = List.of("urn:d:1", "urn:d:2");
    private static final List<String> ALL_TYPES =
            Instances.VALUE.keySet().stream().sorted().toList();

    private final Chance chance;

    SomeAttributes(Chance chance) {
        this.chance = chance;
    }

    /** An Attribute as it comes in, of one instance or several. */
    JsonNode attribute(String name) {
        var type = type(name);
        if (chance.of(75)) {
            return instance(name, type, Instances.DEFAULT, true);
        }
        var instances = JSON.arrayNode();
        var datasets = List.of(Instances.DEFAULT, DATASETS.get(0), DATASETS.get(1));
        for (var dataset : chance.some(datasets, 3)) {
            instances.add(instance(name, type, dataset, false));
        }
        return instances;
    }

    /** One instance, for the operations on one Attribute. */
    ObjectNode instance(String name) {
        var instance = instance(name, type(name), dataset(), false);
        return (ObjectNode) instance;
    }

    String dataset() {
        return chance.of(75) ? Instances.DEFAULT : chance.oneOf(DATASETS);
    }

    String type(String name) {
        return TYPES.get(name).equals("any") ? chance.oneOf(ALL_TYPES) : TYPES.get(name);
    }

    /** Normalized or concise; a bare value only where one may stand. */
    private JsonNode instance(String name, String type, String dataset, boolean mayBeBare) {
        var value = value(name, type);
        if (mayBeBare && chance.of(30) && isBare(type, value)) {
            return value;
        }
        var instance = JSON.objectNode();
        if (chance.of(60)) {
            instance.put("type", type);
        }
        instance.set(Instances.VALUE.get(type), value);
        addMembers(instance, type);
        if (!dataset.equals(Instances.DEFAULT) || chance.of(10)) {
            instance.put("datasetId", dataset);
        }
        return instance;
    }

    private static boolean isBare(String type, JsonNode value) {
        return type.equals("GeoProperty")
                || (type.equals("Property") && !value.has("type") && !value.has("value"));
    }

    /** What is about the value: a time, a unit, an end, other Attributes. */
    void addMembers(ObjectNode instance, String type) {
        if (chance.of(20)) {
            instance.put("observedAt", time());
        }
        if (type.equals("Property") && chance.of(20)) {
            instance.put("unitCode", chance.oneOf("KMH", "CEL"));
        }
        if (chance.of(5)) {
            instance.put("expiresAt", chance.oneOf("2100-01-01T00:00:00Z", "2101-01-01T00:00:00Z"));
        }
        if (chance.of(20)) {
            var accuracy = JSON.objectNode().put("value", chance.upTo(3));
            if (chance.of(40)) {
                accuracy.set("method", JSON.objectNode().put("value", chance.oneOf("a", "b")));
            }
            instance.set("accuracy", accuracy);
        }
        if (chance.of(15)) {
            var by = JSON.objectNode().put("type", "Relationship").put("object", uri());
            instance.set("by", by);
        }
    }

    String time() {
        return chance.oneOf("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
    }

    String uri() {
        return chance.oneOf("urn:o:1", "urn:o:2", "urn:m:1");
    }

    /** A value for the value member of this type. */
    JsonNode value(String name, String type) {
        return switch (type) {
            case "Property" -> property(name);
            case "GeoProperty" -> point();
            case "LanguageProperty" -> languages();
            case "VocabProperty" ->
                    chance.of(75)
                            ? JSON.stringNode(chance.oneOf("on", "off"))
                            : JSON.arrayNode().add("on").add(chance.oneOf("idle", "off"));
            case "JsonProperty" -> object();
            case "ListProperty" -> numbers();
            case "Relationship" ->
                    chance.of(75)
                            ? JSON.stringNode(uri())
                            : JSON.arrayNode().add(uri()).add("urn:o:9");
            default -> JSON.arrayNode().add(uri()).add(JSON.objectNode().put("object", uri()));
        };
    }

    private JsonNode property(String name) {
        return switch (name) {
            case "tags" -> chance.texts(3, "red", "blue", "fast").add(chance.oneOf("red", "slow"));
            case "address" -> object();
            case "name" -> JSON.stringNode(chance.oneOf("a", "b", "Ab", "é"));
            case "speed" -> number();
            default ->
                    chance.oneOf(number(), JSON.stringNode("b"), JSON.booleanNode(chance.of(50)));
        };
    }

    JsonNode number() {
        return chance.of(60)
                ? JSON.numberNode(chance.upTo(4) * 10)
                : JSON.numberNode(new BigDecimal(chance.oneOf("0.5", "20.5", "-1.5")));
    }

    private ArrayNode numbers() {
        var numbers = JSON.arrayNode();
        for (int i = chance.upTo(3); i >= 0; i--) {
            numbers.add(chance.upTo(4) * 10);
        }
        return numbers;
    }

    private JsonNode languages() {
        var map = JSON.objectNode().put(chance.oneOf("en", "sk"), chance.oneOf("red", "blue"));
        if (chance.of(50)) {
            map.put("fr", "rouge");
        }
        if (chance.of(30)) {
            map.set("de", JSON.arrayNode().add("rot").add(chance.oneOf("blau", "red")));
        }
        return map;
    }

    private JsonNode object() {
        var object = JSON.objectNode().put("city", chance.oneOf("Brno", "Nitra"));
        if (chance.of(50)) {
            object.set("geo", JSON.objectNode().put("zip", chance.oneOf("1", "2")));
        }
        if (chance.of(30)) {
            object.put("n", chance.upTo(3));
        }
        if (chance.of(10)) {
            object.put("value", 1);
        }
        return object;
    }

    /** On a grid, so that no distance is near to one that is asked for. */
    private JsonNode point() {
        var east = new BigDecimal("17.10").add(step());
        var north = new BigDecimal("48.10").add(step());
        return JSON.objectNode()
                .put("type", "Point")
                .set("coordinates", JSON.arrayNode().add(east).add(north));
    }

    private BigDecimal step() {
        return new BigDecimal("0.01").multiply(BigDecimal.valueOf(chance.upTo(4)));
    }
}
