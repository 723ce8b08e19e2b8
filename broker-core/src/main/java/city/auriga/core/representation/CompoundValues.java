package city.auriga.core.representation;

import city.auriga.core.model.NgsiLdNull;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values of Properties as JSON-LD sees them: the keys of objects are names and are expanded or
 * compacted, everything else stays as it is (5.5.7).
 *
 * @param rename expands or compacts a key
 * @param nullAllowed whether the NGSI-LD Null may stand inside, as in a merge patch
 */
record CompoundValues(UnaryOperator<String> rename, boolean nullAllowed) {
    /** A copy with renamed keys; the same tree if it holds no object. */
    JsonNode copy(JsonNode node, Path path) {
        return switch (node.getNodeType()) {
            case OBJECT -> copyObject(node, path);
            case ARRAY -> copyArray(node, path);
            case NULL ->
                    throw path.bad(
                            "null is not a value in NGSI-LD; use a JsonProperty to keep JSON as it"
                                    + " is");
            case STRING, NUMBER, BOOLEAN, BINARY, MISSING, POJO -> {
                StorableJson.require(node, path);
                if (!nullAllowed && NgsiLdNull.isNull(node)) {
                    throw path.bad("the NGSI-LD Null cannot stand here");
                }
                yield node;
            }
        };
    }

    private JsonNode copyObject(JsonNode node, Path path) {
        if (node.has("@value")) {
            StorableJson.require(node, path);
            return node;
        }
        var copy = JsonNodeFactory.instance.objectNode();
        node.properties()
                .forEach(entry -> {
                    var key = entry.getKey();
                    StorableJson.require(key, path);
                    copy.set(
                            isNodeKey(key) ? rename.apply(key) : key,
                            copy(entry.getValue(), path.member(key)));
                });
        return copy;
    }

    private JsonNode copyArray(JsonNode node, Path path) {
        var copy = JsonNodeFactory.instance.arrayNode(node.size());
        for (int i = 0; i < node.size(); i++) {
            copy.add(copy(node.get(i), path.item(i)));
        }
        return copy;
    }

    /** Keywords, their core aliases and GeoJSON's coordinates keep their name. */
    static boolean isNodeKey(String key) {
        return !key.startsWith("@") && !key.equals("id") && !key.equals("type") && !key.isEmpty();
    }
}
