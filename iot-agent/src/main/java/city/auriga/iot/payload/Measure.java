package city.auriga.iot.payload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a device measured at one time.
 *
 * @param values by their names on the wire, in their order; JSON trees are never modified
 * @param time as the device wrote it; null if it wrote none
 * @param details what the payload says about values, by the names of the values
 */
public record Measure(
        Map<String, JsonNode> values, @Nullable JsonNode time, Map<String, Detail> details) {
    private static final String TIME = "TimeInstant";

    public Measure {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        details = Map.copyOf(details);
    }

    /**
     * What a payload says about a value.
     *
     * @param type of the Attribute; null if it does not say
     * @param metadata by their names, in their order
     * @param details what it says about metadata, by their names
     * @param others instances of the same Attribute beside the value
     */
    public record Detail(
            @Nullable String type,
            Map<String, JsonNode> metadata,
            Map<String, Detail> details,
            List<Instance> others) {
        public static final Detail NONE = new Detail(null, Map.of());

        public Detail {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            details = Map.copyOf(details);
            others = List.copyOf(others);
        }

        /** One that says nothing about its metadata. */
        public Detail(@Nullable String type, Map<String, JsonNode> metadata) {
            this(type, metadata, Map.of(), List.of());
        }

        Detail with(List<Instance> instances) {
            return new Detail(type, metadata, details, instances);
        }
    }

    /** One more value of an Attribute, and what the payload says about it. */
    public record Instance(JsonNode value, Detail detail) {}

    /** A measure that says nothing about its values. */
    public Measure(Map<String, JsonNode> values, @Nullable JsonNode time) {
        this(values, time, Map.of());
    }

    /**
     * The same measure with units.
     *
     * @param units UN/CEFACT codes by the names of the values
     */
    public Measure withUnits(Map<String, String> units) {
        var all = new LinkedHashMap<>(details);
        units.forEach((name, code) ->
                all.put(
                        name,
                        new Detail(
                                null,
                                Map.of("unitCode", JsonNodeFactory.instance.stringNode(code)))));
        return new Measure(values, time, all);
    }

    /** The codes of the units of values, by the names of the values. */
    public Map<String, String> units() {
        var units = new LinkedHashMap<String, String>();
        details.forEach((name, detail) -> {
            var code = detail.metadata.get("unitCode");
            if (code != null && code.isString()) {
                units.put(name, code.stringValue());
            }
        });
        return units;
    }

    /**
     * A measure from the members of a record: {@code TimeInstant} is its time; {@code id} and
     * {@code type} are values under another name, never id and type of the entity.
     */
    public static Measure of(Map<String, JsonNode> members, @Nullable JsonNode time) {
        var values = new LinkedHashMap<String, JsonNode>();
        var when = time;
        for (var member : members.entrySet()) {
            switch (member.getKey()) {
                case TIME -> when = when == null ? member.getValue() : when;
                case "id" -> values.put("measure_id", member.getValue());
                case "type" -> values.put("measure_type", member.getValue());
                default -> values.put(member.getKey(), member.getValue());
            }
        }
        return new Measure(values, when);
    }

    /** How many values its Attributes have beside the first. */
    public int others() {
        return details.values().stream().mapToInt(detail -> detail.others().size()).sum();
    }

    /** What the payload says about a value. */
    public Detail detail(String name) {
        return details.getOrDefault(name, Detail.NONE);
    }

    /** The same measure at a time that the request names for all its measures. */
    public Measure at(JsonNode instant) {
        return new Measure(values, instant, details);
    }
}
