package city.auriga.iot.reading;

import city.auriga.iot.payload.Measure;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a device measured, as FIWARE's agents keep it: {@code [[{name, type, value}, …]]}. */
final class LastMeasure {
    private static final int MOST_CHARACTERS = 8_192;
    private static final String TIME = "TimeInstant";
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private LastMeasure() {}

    /** As JSON; null if it is too much to keep. */
    static @Nullable String text(Measure measure) {
        var measures = JsonNodeFactory.instance.arrayNode();
        var values = measures.addArray();
        measure.values()
                .forEach((name, value) -> add(values, name, type(measure, name, value), value));
        if (measure.time() != null) {
            add(values, TIME, "DateTime", measure.time());
        }
        var text = measures.toString();
        return text.length() > MOST_CHARACTERS ? null : text;
    }

    /** What {@link #text} has written. */
    static Measure read(String text) {
        var values = new LinkedHashMap<String, JsonNode>();
        for (var value : MAPPER.readTree(text).path(0)) {
            values.put(value.path("name").asString(), value.path("value"));
        }
        var time = values.remove(TIME);
        return new Measure(values, time);
    }

    private static void add(ArrayNode values, String name, String type, JsonNode value) {
        values.addObject().put("name", name).put("type", type).set("value", value);
    }

    private static String type(Measure measure, String name, JsonNode value) {
        var detail = measure.details().get(name);
        if (detail != null && detail.type() != null) {
            return detail.type();
        }
        return switch (value.getNodeType()) {
            case NUMBER -> "Number";
            case BOOLEAN -> "Boolean";
            case ARRAY, OBJECT, POJO -> "StructuredValue";
            case NULL, MISSING -> "None";
            case STRING, BINARY -> "Text";
        };
    }
}
