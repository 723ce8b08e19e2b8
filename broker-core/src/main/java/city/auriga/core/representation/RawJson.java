package city.auriga.core.representation;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Writes JSON trees as they are, without a mapper's detours: this is on every path. */
public final class RawJson {
    private RawJson() {}

    /** Writes a tree as it is. */
    public static void write(JsonGenerator out, JsonNode node) {
        if (node.isObject()) {
            out.writeStartObject();
            for (var entry : node.properties()) {
                out.writeName(entry.getKey());
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (node.isArray()) {
            out.writeStartArray();
            for (var item : node) {
                write(out, item);
            }
            out.writeEndArray();
        } else {
            writeScalar(out, node);
        }
    }

    static void writeScalar(JsonGenerator out, JsonNode node) {
        switch (node.getNodeType()) {
            case STRING -> out.writeString(node.stringValue());
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            case NUMBER -> writeNumber(out, node);
            case NULL, MISSING -> out.writeNull();
            case ARRAY, OBJECT, BINARY, POJO ->
                    throw new IllegalStateException("not a scalar: " + node.getNodeType());
        }
    }

    private static void writeNumber(JsonGenerator out, JsonNode node) {
        switch (node.numberType()) {
            case INT -> out.writeNumber(node.intValue());
            case LONG -> out.writeNumber(node.longValue());
            case BIG_INTEGER -> out.writeNumber(node.bigIntegerValue());
            case FLOAT, DOUBLE -> out.writeNumber(node.doubleValue());
            case BIG_DECIMAL -> out.writeNumber(node.decimalValue());
        }
    }
}
