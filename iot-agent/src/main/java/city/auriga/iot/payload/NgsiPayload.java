package city.auriga.iot.payload;

import city.auriga.iot.payload.Measure.Detail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Measures as entities: of NGSI-v2 or NGSI-LD, one, an array of them, a notification or a batch.
 * Their ids and types are values like others; which entity a measure is of says the device.
 */
final class NgsiPayload {
    private static final String TIME = "TimeInstant";
    private static final String CONTEXT = "@context";

    /** Where a batch or a notification has its entities. */
    private static final List<String> LISTS = List.of("entities", "data");

    /** Members of NGSI-LD Attributes that are their values, by which one tells one. */
    private static final List<String> VALUES =
            List.of("value", "object", "languageMap", "vocab", "json", "valueList", "objectList");

    /** What the broker alone says. */
    private static final Set<String> SYSTEM =
            Set.of("createdAt", "modifiedAt", "deletedAt", "instanceId");

    private NgsiPayload() {}

    static Decoded measures(byte[] payload) {
        return Decoded.eachOfSome(entities(JsonTree.read(payload)), NgsiPayload::measures);
    }

    private static Stream<JsonNode> entities(JsonNode root) {
        if (root.isArray()) {
            return root.valueStream();
        }
        for (var list : LISTS) {
            // An Attribute of an entity may be called so, too, but is no array.
            if (root.path(list).isArray()) {
                return root.get(list).valueStream();
            }
        }
        return Stream.of(root);
    }

    /** Of an Attribute with several instances each but the first is a measure of its own. */
    private static List<Measure> measures(JsonNode entity) {
        if (!entity.isObject()) {
            throw new PayloadException(
                    "expected an entity, or an array of entities, found " + entity.getNodeType());
        }
        var first = JsonNodeFactory.instance.objectNode();
        var others = new ArrayList<JsonNode>();
        for (var member : entity.properties()) {
            var name = member.getKey();
            var attribute = member.getValue();
            first.set(name, areInstances(attribute) ? attribute.get(0) : attribute);
            if (areInstances(attribute)) {
                attribute
                        .valueStream()
                        .skip(1)
                        .map(instance -> JsonNodeFactory.instance.objectNode().set(name, instance))
                        .forEach(others::add);
            }
        }
        return Stream.concat(Stream.of(first), others.stream()).map(NgsiPayload::measure).toList();
    }

    private static boolean areInstances(JsonNode attribute) {
        return attribute.isArray()
                && !attribute.isEmpty()
                && attribute
                        .valueStream()
                        .allMatch(i -> key(i) != null && (i.has("type") || i.has("datasetId")));
    }

    private static Measure measure(JsonNode entity) {
        var members = new LinkedHashMap<String, JsonNode>();
        var details = new LinkedHashMap<String, Detail>();
        for (var member : entity.properties()) {
            var name = member.getKey();
            var attribute = member.getValue();
            var key = key(attribute);
            if (key == null) {
                if (!name.equals(CONTEXT)) {
                    members.put(name, attribute);
                }
            } else {
                members.put(name, attribute.get(key));
                details.put(name, detail(attribute, key));
            }
        }
        var measure = Measure.of(members, null);
        return new Measure(measure.values(), measure.time(), details);
    }

    /** The member with the value; null if it is no Attribute but a value itself. */
    private static @Nullable String key(JsonNode attribute) {
        if (!attribute.isObject()) {
            return null;
        }
        return VALUES.stream().filter(attribute::has).findFirst().orElse(null);
    }

    private static Detail detail(JsonNode attribute, String key) {
        var metadata = new LinkedHashMap<String, JsonNode>();
        var details = new LinkedHashMap<String, Detail>();
        for (var member : attribute.properties()) {
            var name = member.getKey();
            if (name.equals("metadata") && member.getValue().isObject()) {
                // As NGSI-v2 has it.
                member.getValue()
                        .properties()
                        .forEach(m -> put(m.getKey(), m.getValue(), metadata, details));
            } else if (!name.equals(key) && !name.equals("type") && !SYSTEM.contains(name)) {
                put(name, member.getValue(), metadata, details);
            }
        }
        return new Detail(attribute.path("type").asString(null), withTime(metadata), details);
    }

    private static void put(
            String name,
            JsonNode told,
            Map<String, JsonNode> metadata,
            Map<String, Detail> details) {
        var key = key(told);
        if (key == null) {
            metadata.put(name, told);
        } else {
            metadata.put(name, told.get(key));
            details.put(name, detail(told, key));
        }
    }

    private static Map<String, JsonNode> withTime(Map<String, JsonNode> metadata) {
        var time = metadata.remove(TIME);
        if (time != null) {
            metadata.putIfAbsent("observedAt", time);
        }
        return metadata;
    }
}
