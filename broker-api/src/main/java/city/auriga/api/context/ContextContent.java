package city.auriga.api.context;

import city.auriga.core.jsonld.Context;
import city.auriga.core.problem.NgsiLdException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bytes as an @context document, whatever they were said to be. */
final class ContextContent {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    /** Memory by character: nodes, maps and strings of short members. */
    private static final int FACTOR = 6;

    /** Memory of what is small, most of it the terms of the core. */
    private static final int LEAST = 8_000;

    private ContextContent() {}

    /** Characters of the JSON text. */
    static int length(JsonNode value) {
        return value.toString().length();
    }

    /** Memory that a document of so many characters takes, by estimation. */
    static long weight(long length) {
        return LEAST + FACTOR * length;
    }

    /** The same of an @context that is made of so many, with the names that it remembers. */
    static long weightProcessed(long length) {
        return weight(length) + Context.NAMES_BYTES;
    }

    /** Unpacked as {@code Content-Encoding} says. */
    static InputStream decoded(String url, InputStream body, String encoding) throws IOException {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> new GZIPInputStream(body);
            default -> throw Unavailable.of(url, "it is packed as '" + encoding + "'");
        };
    }

    /**
     * The value of the member {@code @context}. A byte order mark before the JSON is passed over.
     *
     * @param place URL or file, for the error
     * @throws NgsiLdException BadRequestData if there is none
     */
    static JsonNode value(String place, byte[] bytes, int limit) {
        if (bytes.length > limit) {
            throw bad(place, "is larger than " + limit + " bytes");
        }
        try {
            var document = JSON.readTree(bytes);
            if (!document.isObject() || !document.has("@context")) {
                throw bad(place, "has no @context member");
            }
            return document.get("@context");
        } catch (JacksonException | NumberFormatException e) {
            throw bad(place, "is not JSON");
        }
    }

    private static NgsiLdException bad(String place, String what) {
        return NgsiLdException.badData("@context", "the document at " + place + " " + what);
    }
}
