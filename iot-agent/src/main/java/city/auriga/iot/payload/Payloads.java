package city.auriga.iot.payload;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Decodes what devices send. */
public final class Payloads {
    private Payloads() {}

    /**
     * @param type of JSON that names its attributes
     * @param attribute the one attribute that the payload is the value of; null if the payload
     *     names its attributes
     * @throws PayloadException if the payload does not follow its format
     */
    public static Decoded decode(
            Protocol protocol, PayloadType type, @Nullable String attribute, byte[] payload) {
        return switch (protocol) {
            case JSON ->
                    attribute == null
                            ? measures(type, payload)
                            : Decoded.of(List.of(JsonPayload.value(attribute, payload)));
            case ULTRALIGHT ->
                    Decoded.of(
                            attribute == null
                                    ? UltraLight.measures(payload)
                                    : List.of(UltraLight.value(attribute, payload)));
        };
    }

    private static Decoded measures(PayloadType type, byte[] payload) {
        return type == PayloadType.IOTAGENT
                ? JsonPayload.measures(payload)
                : NgsiPayload.measures(type, payload);
    }

    /** The one value that an answer is: JSON, else a text; empty if it says nothing. */
    public static Optional<JsonNode> answer(byte[] payload) {
        var text = new String(payload, StandardCharsets.UTF_8).strip();
        return text.isEmpty()
                ? Optional.empty()
                : JsonTree.find(text)
                        .or(() -> Optional.of(JsonNodeFactory.instance.stringNode(text)))
                        .filter(value -> !value.isNull());
    }
}
