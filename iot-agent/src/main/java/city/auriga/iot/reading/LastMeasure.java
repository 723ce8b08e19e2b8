package city.auriga.iot.reading;

import city.auriga.iot.payload.Measure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a device measured, as FIWARE's agents keep it: {@code [[{name, type, value}, …]]}. */
final class LastMeasure {
    private static final int MOST_CHARACTERS = 8_192;

    private LastMeasure() {}

    /** As JSON; null if it is too much to keep. */
    static @Nullable String text(Measure measure) {
        var measures = JsonNodeFactory.instance.arrayNode();
        var values = measures.addArray();
        measure.values()
                .forEach((name, value) -> add(values, name, type(measure, name, value), value));
        if (measure.time() != null) {
            add(values, "TimeInstant", "DateTime", measure.time());
        }
        var text = measures.toString();
        return text.length() > MOST_CHARACTERS ? null : text;
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
