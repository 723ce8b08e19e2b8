package city.auriga.iot.payload;

import city.auriga.core.model.AttributeType;
import city.auriga.iot.payload.Measure.Detail;
import city.auriga.iot.payload.Measure.Instance;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

    /** Members that say which instance of an Attribute it is, and that it is the default one. */
    private static final String DATASET = "datasetId";

    private static final String DEFAULT = "@none";

    /** What the broker alone says of an Attribute. */
    private static final Set<String> SYSTEM =
            Set.of(
                    "createdAt",
                    "modifiedAt",
                    "deletedAt",
                    "instanceId",
                    "previousValue",
                    "previousObject",
                    "previousLanguageMap",
                    "previousVocab",
                    "previousJson",
                    "previousValueList",
                    "previousObjectList",
                    "entity",
                    "entityList",
                    "lang");

    /** The same as metadata of NGSI-v2. */
    private static final Set<String> SYSTEM_METADATA =
            Set.of("dateCreated", "dateModified", "previousValue", "actionType");

    private NgsiPayload() {}

    /**
     * @param type of NGSI-v2, where an array is a value, or of NGSI-LD
     */
    static Decoded measures(PayloadType type, byte[] payload) {
        return Decoded.each(
                entities(JsonTree.read(payload)),
                (entity, faults) -> measure(entity, type == PayloadType.NGSILD, faults));
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

    /** Whether it is an Attribute with several instances, and not a value that is an array. */
    private static boolean areInstances(JsonNode attribute) {
        return attribute.isArray()
                && !attribute.isEmpty()
                && attribute.valueStream().allMatch(instance -> key(instance) != null)
                && (attribute.valueStream().anyMatch(instance -> instance.has(DATASET))
                        || attribute.valueStream().allMatch(NgsiPayload::tellsType));
    }

    private static boolean tellsType(JsonNode attribute) {
        return AttributeType.find(attribute.path("type").asString("")).isPresent();
    }

    private static Measure measure(JsonNode entity, boolean isNgsiLd, Consumer<String> faults) {
        if (!entity.isObject()) {
            throw new PayloadException(
                    "expected an entity, or an array of entities, found " + entity.getNodeType());
        }
        var members = new LinkedHashMap<String, JsonNode>();
        var details = new LinkedHashMap<String, Detail>();
        for (var member : entity.properties()) {
            var name = member.getKey();
            var attribute = member.getValue();
            var all =
                    isNgsiLd && areInstances(attribute)
                            ? attribute.valueStream()
                            : Stream.of(attribute).filter(one -> key(one) != null);
            var instances = all.map(one -> instance(one, !isNgsiLd)).toList();
            var twice = twice(instances);
            if (twice.isPresent()) {
                faults.accept(name + ": " + twice.get());
            } else if (!instances.isEmpty()) {
                var first = instances.getFirst();
                members.put(name, first.value());
                details.put(name, first.detail().with(instances.subList(1, instances.size())));
            } else if (!name.equals(CONTEXT)) {
                members.put(name, attribute);
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

    /** What the standard refuses of an Entity (4.5.5), too: two instances with one datasetId. */
    private static Optional<String> twice(List<Instance> instances) {
        var sets = new HashSet<Optional<JsonNode>>();
        return instances.stream()
                .map(instance -> Optional.ofNullable(instance.detail().metadata().get(DATASET)))
                .filter(set -> !sets.add(set))
                .map(set ->
                        "expected instances with different datasetIds, found two with "
                                + set.map(JsonNode::toString).orElse("none"))
                .findFirst();
    }

    private static Instance instance(JsonNode attribute, boolean v2) {
        var key = Objects.requireNonNull(key(attribute));
        return new Instance(attribute.get(key), detail(attribute, key, v2));
    }

    /**
     * @param v2 whether what is said stands in {@code metadata}, as NGSI-v2 has it
     */
    private static Detail detail(JsonNode attribute, String key, boolean v2) {
        var metadata = new LinkedHashMap<String, JsonNode>();
        var details = new LinkedHashMap<String, Detail>();
        for (var member : attribute.properties()) {
            var name = member.getKey();
            boolean isMetadata = name.equals("metadata") && member.getValue().isObject();
            if (isMetadata && (v2 || key(member.getValue()) == null)) {
                member.getValue().properties().stream()
                        .filter(m -> !SYSTEM_METADATA.contains(m.getKey()))
                        .forEach(m -> put(m.getKey(), m.getValue(), metadata, details, v2));
            } else if (!name.equals(key) && !name.equals("type") && !SYSTEM.contains(name)) {
                put(name, member.getValue(), metadata, details, v2);
            }
        }
        return new Detail(
                attribute.path("type").asString(null), withTime(metadata), details, List.of());
    }

    private static void put(
            String name,
            JsonNode told,
            Map<String, JsonNode> metadata,
            Map<String, Detail> details,
            boolean v2) {
        var key = key(told);
        if (name.equals(DATASET) && told.asString("").equals(DEFAULT)) {
            return;
        }
        if (key == null) {
            metadata.put(name, told);
        } else {
            metadata.put(name, told.get(key));
            details.put(name, detail(told, key, v2));
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
