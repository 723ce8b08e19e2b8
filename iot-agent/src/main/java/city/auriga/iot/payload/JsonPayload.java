package city.auriga.iot.payload;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Measures as JSON: an object of values by name, or an array of such objects. */
final class JsonPayload {
    private JsonPayload() {}

    static Decoded measures(byte[] payload) {
        var root = JsonTree.read(payload);
        return root.isArray()
                ? Decoded.each(root.valueStream(), (element, _) -> measure(element))
                : Decoded.of(List.of(measure(root)));
    }

    /** The value of one attribute: any JSON, else the bytes as lower-case hexadecimal digits. */
    static Measure value(String name, byte[] payload) {
        return Measure.of(Map.of(name, valueOf(payload)), null);
    }

    private static JsonNode valueOf(byte[] payload) {
        try {
            return JsonTree.read(payload);
        } catch (PayloadException notJson) {
            return JsonNodeFactory.instance.stringNode(HexFormat.of().formatHex(payload));
        }
    }

    private static Measure measure(JsonNode node) {
        if (!node.isObject()) {
            throw new PayloadException(
                    "expected an object of values, or an array of such objects, found "
                            + node.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        var members = new LinkedHashMap<String, JsonNode>();
        node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return Measure.of(members, null);
    }
}
