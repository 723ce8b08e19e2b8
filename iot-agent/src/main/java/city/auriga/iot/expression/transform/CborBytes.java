package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Conversions;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** One value in CBOR (RFC 8949), in what JSON has: byte strings as base64, no NaN. */
final class CborBytes {
    private static final int MAX_DEPTH = 64;
    private static final CBORMapper MAPPER =
            CBORMapper.builder(
                            CBORFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private CborBytes() {}

    /** Null if there is none. */
    static @Nullable JsonNode read(byte[] bytes, Call call) {
        try {
            var value = Conversions.present(plain(MAPPER.readTree(bytes)));
            call.budget().reads(value);
            return value;
        } catch (JacksonException notCbor) {
            return null;
        }
    }

    private static JsonNode plain(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var plain = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(m -> plain.set(m.getKey(), plain(m.getValue())));
                yield plain;
            }
            case ArrayNode array -> {
                var plain = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case JsonNode value when value.isBinary() -> StringNode.valueOf(value.asString());
            case JsonNode value when isNoNumber(value) -> JsonNodeFactory.instance.nullNode();
            default -> node;
        };
    }

    private static boolean isNoNumber(JsonNode node) {
        return node.isMissingNode()
                || (node.isFloat() || node.isDouble()) && !Double.isFinite(node.doubleValue());
    }
}
