package city.auriga.core.representation;

import city.auriga.core.model.NgsiLdNull;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values of Properties as JSON-LD sees them: the keys of objects are names and are expanded,
 * everything else stays as it is (5.5.7).
 *
 * @param expand expands a key
 */
record CompoundValues(UnaryOperator<String> expand) {
    /**
     * A copy with expanded keys; the same tree if it holds no object.
     *
     * @param removable whether the NGSI-LD Null may stand in the place of a member, as in a merge
     *     patch
     */
    JsonNode copy(JsonNode node, Path path, boolean removable) {
        return switch (node.getNodeType()) {
            case OBJECT -> copyObject(node, path, removable);
            case ARRAY -> copyArray(node, path);
            case NULL ->
                    throw path.bad(
                            "null is not a value in NGSI-LD; use a JsonProperty to keep JSON as it"
                                    + " is");
            case STRING, NUMBER, BOOLEAN, BINARY, MISSING, POJO -> {
                StorableJson.require(node, path);
                if (!removable && NgsiLdNull.isNull(node)) {
                    throw path.bad("the NGSI-LD Null cannot stand here");
                }
                yield node;
            }
        };
    }

    private JsonNode copyObject(JsonNode node, Path path, boolean removable) {
        if (JsonLiteral.is(node)) {
            return literal(node, path);
        }
        var copy = JsonNodeFactory.instance.objectNode();
        for (var entry : node.properties()) {
            var key = entry.getKey();
            var place = path.member(key);
            if (key.equals("@context")) {
                throw place.bad("an @context may stand only at the top level of an Entity (5.5.7)");
            }
            StorableJson.require(key, path);
            var name = isNodeKey(key) ? expand.apply(key) : key;
            if (copy.has(name)) {
                throw place.bad("the name " + name + " stands twice");
            }
            copy.set(name, copy(entry.getValue(), place, removable));
        }
        return copy;
    }

    /** It comes as a whole, so there is nothing to remove from it. */
    private static JsonNode literal(JsonNode node, Path path) {
        StorableJson.require(node, path);
        if (NgsiLdNull.isInside(node)) {
            throw path.member("@value").bad("the NGSI-LD Null cannot stand here");
        }
        return node;
    }

    /** An array is replaced as a whole: there is nothing to remove from it. */
    private JsonNode copyArray(JsonNode node, Path path) {
        var copy = JsonNodeFactory.instance.arrayNode(node.size());
        for (int i = 0; i < node.size(); i++) {
            copy.add(copy(node.get(i), path.item(i), false));
        }
        return copy;
    }

    /** Keywords, their core aliases and GeoJSON's coordinates keep their name. */
    static boolean isNodeKey(String key) {
        return !key.startsWith("@") && !key.equals("id") && !key.equals("type") && !key.isEmpty();
    }
}
