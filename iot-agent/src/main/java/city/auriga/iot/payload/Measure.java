package city.auriga.iot.payload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device measured at one time.
 *
 * @param values by their names on the wire, in their order; JSON trees are never modified
 * @param time as the device wrote it; null if it wrote none
 * @param units UN/CEFACT codes of the values whose unit is known, by the names of the values
 */
public record Measure(
        Map<String, JsonNode> values, @Nullable JsonNode time, Map<String, String> units) {
    private static final String TIME = "TimeInstant";

    public Measure {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        units = Map.copyOf(units);
    }

    /** A measure that says nothing about units. */
    public Measure(Map<String, JsonNode> values, @Nullable JsonNode time) {
        this(values, time, Map.of());
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

    /** The same measure at a time that the request names for all its measures. */
    public Measure at(JsonNode instant) {
        return new Measure(values, instant, units);
    }
}
