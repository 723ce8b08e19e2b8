package city.auriga.core.representation;

import tools.jackson.databind.JsonNode;

/** JSON that JSON-LD does not look into, the only place for a null in a value (4.5.2). */
public final class JsonLiteral {
    private JsonLiteral() {}

    /** Whether a value is {@code {"@type": "@json", "@value": …}} and nothing else. */
    public static boolean is(JsonNode node) {
        return node.size() == 2
                && node.has("@value")
                && node.path("@type").asString("").equals("@json");
    }
}
