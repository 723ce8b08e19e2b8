package city.auriga.api.fuzz;

import city.auriga.api.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A valid request of one operation, to be broken.
 *
 * @param body none if the operation takes none
 * @param preparations are sent before it, and again after each request that may have changed
 *     something
 */
record Template(
        String name,
        Request request,
        Grammar grammar,
        Optional<JsonNode> body,
        List<Request> preparations) {
    /** Escapes what UTF-8 cannot hold: half of a surrogate pair. */
    private static final JsonMapper ESCAPING =
            JsonMapper.builder(
                            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
                    .build();

    /** An operation without a body. */
    static Template of(String name, Request request, Request... preparations) {
        return new Template(name, request, Grammar.FREE, Optional.empty(), List.of(preparations));
    }

    /**
     * @param json may be lenient
     */
    static Template of(
            String name, Request request, Grammar grammar, String json, Request... preparations) {
        var body = Json.of(json);
        return new Template(
                name,
                request.withHeader("Content-Type", "application/json").withBody(text(body)),
                grammar,
                Optional.of(body),
                List.of(preparations));
    }

    static String text(JsonNode json) {
        return ESCAPING.writeValueAsString(json);
    }

    /** The request with another body. */
    Request with(JsonNode json) {
        return request.withBody(text(json));
    }

    boolean isNgsiLd() {
        return request.path().startsWith("/ngsi-ld/");
    }

    @Override
    public String toString() {
        return name;
    }
}
