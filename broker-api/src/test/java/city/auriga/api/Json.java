package city.auriga.api;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in tests: single quotes and bare names keep it readable. */
public final class Json {
    private static final JsonMapper LENIENT =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Json() {}

    /** Reads lenient JSON. */
    public static JsonNode of(String text) {
        return LENIENT.readTree(text);
    }

    /** The texts of an array, or one member of each of its objects. */
    public static List<String> texts(JsonNode array, String... member) {
        var texts = new ArrayList<String>();
        array.forEach(
                item -> texts.add((member.length == 0 ? item : item.path(member[0])).asString()));
        return texts;
    }
}
