package city.auriga.core.mutation;

import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.representation.JsonLiteral;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * RFC 7396 with the NGSI-LD Null in the place of null (5.5.12); a JSON literal is replaced as a
 * whole. Inputs are never modified.
 */
final class JsonMerge {
    private JsonMerge() {}

    static JsonNode apply(JsonNode current, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)
                || JsonLiteral.is(patch)
                || JsonLiteral.is(current)) {
            return patch;
        }
        var merged = current instanceof ObjectNode old ? copy(old) : changes.objectNode();
        changes.properties()
                .forEach(entry -> {
                    var value = entry.getValue();
                    if (value.isString() && NgsiLdNull.isNull(value)) {
                        merged.remove(entry.getKey());
                    } else {
                        merged.set(entry.getKey(), apply(merged.path(entry.getKey()), value));
                    }
                });
        return merged;
    }

    private static ObjectNode copy(ObjectNode node) {
        var copy = node.objectNode();
        copy.setAll(node);
        return copy;
    }
}
