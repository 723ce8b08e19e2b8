package city.auriga.core.model;

import tools.jackson.databind.JsonNode;

/** Values with a JSON-LD type of their own, {@code {"@type": …, "@value": …}} (4.6.3). */
public final class TypedValue {
    private TypedValue() {}

    /** The value without its type; other JSON as it is. */
    public static JsonNode untyped(JsonNode json) {
        var value = json.isObject() ? json.get("@value") : null;
        return value == null ? json : value;
    }
}
