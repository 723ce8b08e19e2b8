package city.auriga.iot.payload;

import city.auriga.core.representation.BrokenJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as devices send it: one value, numbers exact, nesting bounded. */
public final class JsonTree {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER = 64;
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(MAX_NUMBER)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonTree() {}

    /**
     * @throws PayloadException if the bytes are not one JSON value in UTF-8
     */
    public static JsonNode read(byte[] payload) {
        try {
            return parse(text(payload));
        } catch (JacksonException e) {
            throw new PayloadException("not JSON: " + BrokenJson.describe(e));
        }
    }

    /** The JSON value that a text is, if it is one. */
    public static Optional<JsonNode> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (JacksonException | PayloadException notJson) {
            return Optional.empty();
        }
    }

    /** The text of a payload; broken UTF-8 is refused, not repaired. */
    public static String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (CharacterCodingException e) {
            throw new PayloadException("not UTF-8");
        }
    }

    private static JsonNode parse(String text) {
        try {
            return require(MAPPER.readTree(text));
        } catch (NumberFormatException absurd) {
            throw new PayloadException("not JSON: " + BrokenJson.ABSURD_NUMBER);
        }
    }

    private static JsonNode require(JsonNode node) {
        if (node.isMissingNode()) {
            throw new PayloadException("the payload is empty");
        }
        return node;
    }
}
