package city.auriga.iot.codec;

import city.auriga.core.model.GeoJson;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * A measure in the making. Objects are laid flat: {@code {"air": {"temperature": 20}}} is {@code
 * air_temperature}. Names are made usable as names of Attributes, arrays and GeoJSON geometries
 * stay what they are, nulls are left out, and of two values of one name the later one stays.
 */
final class MeasureDraft {
    private static final int MAX_VALUES = 1_000;
    private static final int MAX_NAME = 256;

    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    MeasureDraft add(String name, JsonNode value) {
        if (value.isObject() && !GeoJson.isGeometry(value)) {
            for (var member : value.properties()) {
                add(name + "_" + member.getKey(), member.getValue());
            }
        } else if (!value.isNull() && !value.isMissingNode()) {
            put(name, value);
        }
        return this;
    }

    MeasureDraft add(String name, String value) {
        return add(name, StringNode.valueOf(value));
    }

    MeasureDraft add(String name, long value) {
        return add(name, JsonNodeFactory.instance.numberNode(value));
    }

    /** Each member of an object, under its own name. */
    MeasureDraft addMembers(JsonNode object) {
        return addMembersExcept(object, Set.of());
    }

    MeasureDraft addMembersExcept(JsonNode object, Set<String> left) {
        for (var member : object.properties()) {
            if (!left.contains(member.getKey())) {
                add(member.getKey(), member.getValue());
            }
        }
        return this;
    }

    /** What the network says, unless the device says something of that name itself. */
    MeasureDraft addUnlessTaken(String name, JsonNode value) {
        return values.containsKey(name) ? this : add(name, value);
    }

    /** The unit of a value by its usual text; ignored if it has no code. */
    MeasureDraft unit(String name, @Nullable String text) {
        if (text != null && values.containsKey(AttributeNames.of(name))) {
            Units.code(text).ifPresent(code -> units.put(AttributeNames.of(name), code));
        }
        return this;
    }

    private void put(String name, JsonNode value) {
        if (name.length() > MAX_NAME) {
            throw new PayloadException(
                    "the name '"
                            + name.substring(0, 40)
                            + "…' is longer than "
                            + MAX_NAME
                            + " characters");
        }
        values.put(AttributeNames.of(name), value);
        if (values.size() > MAX_VALUES) {
            throw new PayloadException("more than " + MAX_VALUES + " values in one measure");
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** The names so far. */
    Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    Measure finish(@Nullable JsonNode time) {
        var measure = Measure.of(values, time);
        return measure.withUnits(units);
    }
}
