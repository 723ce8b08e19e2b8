package city.auriga.iot.payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What a device wants to know of its Entity.
 *
 * @param lasting whether it wants to be told of changes; else it wants the values as they are
 * @param fields names of Attributes; if there are none, what was wanted before is not any more
 */
public record ConfigurationRequest(boolean lasting, List<String> fields) {
    private static final String ONCE = "configuration";
    private static final String LASTING = "subscription";
    private static final int MOST_FIELDS = 100;

    public ConfigurationRequest {
        fields = List.copyOf(fields);
    }

    /**
     * @throws PayloadException if the payload does not follow its format
     */
    public static ConfigurationRequest decode(Protocol protocol, byte[] payload) {
        return switch (protocol) {
            case JSON -> json(JsonTree.read(payload));
            case ULTRALIGHT -> line(JsonTree.text(payload).strip());
        };
    }

    private static ConfigurationRequest json(JsonNode root) {
        if (!root.isObject()) {
            throw new PayloadException(
                    "expected an object with type and fields, found "
                            + root.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        var fields = root.path("fields");
        if (!fields.isArray() || !fields.valueStream().allMatch(JsonNode::isString)) {
            throw new PayloadException(
                    "fields: expected an array of names, found "
                            + (fields.isMissingNode() ? "nothing" : fields));
        }
        var type = root.path("type");
        return of(
                type.isString() ? type.stringValue() : type.toString(),
                "type: ",
                fields.valueStream().map(JsonNode::stringValue).toList());
    }

    private static ConfigurationRequest line(String text) {
        var parts = new ArrayList<>(UltraLight.split(text, '|'));
        var type = parts.removeFirst();
        return of(type, "", parts.stream().map(UltraLight::unescape).toList());
    }

    private static ConfigurationRequest of(String type, String member, List<String> fields) {
        boolean lasting = type.equals(LASTING);
        if (!lasting && !type.equals(ONCE)) {
            throw new PayloadException(
                    member + "expected configuration or subscription, found '" + type + "'");
        }
        if (fields.stream().anyMatch(String::isBlank)) {
            throw new PayloadException("fields: an empty name in " + fields);
        }
        if (fields.size() > MOST_FIELDS) {
            throw new PayloadException(
                    "fields: expected at most " + MOST_FIELDS + ", found " + fields.size());
        }
        if (fields.isEmpty() && !lasting) {
            throw new PayloadException("fields: expected at least one name, found none");
        }
        return new ConfigurationRequest(lasting, fields.stream().distinct().toList());
    }
}
