package city.auriga.iot.payload;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes commands as devices read them. */
public final class CommandPayload {
    private static final int MOST_IN_A_BYTE = 255;

    private CommandPayload() {}

    /**
     * @param kind null for the form of the protocol
     * @throws PayloadException if the value has no such form
     */
    public static byte[] encode(
            Protocol protocol,
            String device,
            String command,
            JsonNode value,
            @Nullable PayloadKind kind) {
        if (kind == null) {
            return switch (protocol) {
                case JSON -> bytes(object(command, value));
                case ULTRALIGHT -> bytes(line(device, command, value));
            };
        }
        return switch (kind) {
            case JSON, BINARYFROMJSON -> bytes(object(command, value));
            case TEXT -> bytes(text(value));
            case BINARYFROMSTRING -> bytes(list(value));
            case BINARYFROMHEX -> value.isArray() ? numbers(value) : hex(text(value));
        };
    }

    /**
     * As {@link #encode}, but of JSON the value is all.
     *
     * @throws PayloadException if the value has no such form
     */
    public static byte[] encodeWhole(
            Protocol protocol,
            String device,
            String command,
            JsonNode value,
            @Nullable PayloadKind kind) {
        boolean json =
                kind == null
                        ? protocol == Protocol.JSON
                        : kind == PayloadKind.JSON || kind == PayloadKind.BINARYFROMJSON;
        return json ? bytes(value.toString()) : encode(protocol, device, command, value, kind);
    }

    /** {@code {"command": value, "_id": "id"}}. */
    public static JsonNode enveloped(String command, JsonNode value, String id) {
        return JsonNodeFactory.instance.objectNode().set(command, value).put(CommandReply.ID, id);
    }

    /** {@code device@command|value}, or {@code device@command|a=1|b=2} if it is an object. */
    public static String line(String device, String command, JsonNode value) {
        var fields =
                value.isObject()
                        ? value.properties().stream()
                                .map(member -> member.getKey() + "=" + text(member.getValue()))
                                .collect(Collectors.joining("|"))
                        : text(value);
        return device + "@" + command + "|" + fields;
    }

    private static String object(String command, JsonNode value) {
        return JsonNodeFactory.instance.objectNode().set(command, value).toString();
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** The elements of an array, divided by commas. */
    private static String list(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(CommandPayload::text).collect(Collectors.joining(","))
                : text(value);
    }

    /** An array has the bytes as numbers. */
    private static byte[] numbers(JsonNode array) {
        var bytes = new byte[array.size()];
        for (int i = 0; i < bytes.length; i++) {
            var number = text(array.path(i));
            if (!number.matches("\\d{1,3}") || Integer.parseInt(number) > MOST_IN_A_BYTE) {
                throw new PayloadException(
                        "expected numbers from 0 to 255, found '" + number + "'");
            }
            bytes[i] = (byte) Integer.parseInt(number);
        }
        return bytes;
    }

    private static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new PayloadException("expected pairs of hexadecimal digits, found " + digits);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
