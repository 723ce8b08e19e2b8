package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.LimitException;
import city.auriga.iot.expression.value.TextBuilder;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as text, and what kind of value there is. */
final class JsonTransforms {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("jsonparse", 0, JsonTransforms::parse);
        table.add("jsonstringify", 0, JsonTransforms::write);
        table.add("typeof", 0, call -> call.result(type(call.subject())));
    }

    private static @Nullable JsonNode parse(Call call) {
        try {
            return Conversions.present(MAPPER.readTree(call.text()));
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static @Nullable JsonNode write(Call call) {
        var text = new TextBuilder();
        try {
            MAPPER.writeValue(new BoundedWriter(text), call.value());
        } catch (JacksonException notWritable) {
            return null;
        }
        return call.result(text.toString());
    }

    /** Stops the mapper where the text becomes too long. */
    private static final class BoundedWriter extends Writer {
        private final TextBuilder text;

        BoundedWriter(TextBuilder text) {
            this.text = text;
        }

        /**
         * @throws LimitException if the text becomes too long
         */
        @Override
        public void write(char[] characters, int offset, int length) {
            text.append(new String(characters, offset, length));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static String type(@Nullable JsonNode value) {
        if (value == null) {
            return "undefined";
        }
        return value.isContainer() ? "object" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
