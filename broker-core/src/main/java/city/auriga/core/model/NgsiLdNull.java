package city.auriga.core.model;

import tools.jackson.databind.JsonNode;

/** The NGSI-LD Null (4.5.0): the marker of a deletion, because JSON-LD drops JSON's null. */
public final class NgsiLdNull {
    public static final String TEXT = "urn:ngsi-ld:null";

    private NgsiLdNull() {}

    public static boolean isNull(String text) {
        return TEXT.equals(text);
    }

    /** Whether a member is the marker itself, or its forms in an array or a languageMap. */
    public static boolean isNull(JsonNode node) {
        return node.isString() && isNull(node.stringValue())
                || node.isArray() && node.size() == 1 && isNull(node.get(0))
                || node.isObject()
                        && node.size() == 1
                        && node.has("@none")
                        && isNull(node.get("@none"));
    }

    /** Whether the marker stands anywhere inside a value. */
    public static boolean isInside(JsonNode node) {
        if (node.isString()) {
            return isNull(node.stringValue());
        }
        for (var child : node) {
            if (isInside(child)) {
                return true;
            }
        }
        return false;
    }
}
