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
    /** What PostgreSQL's numeric and every client can hold. */
    private static final int MAX_EXPONENT = 308;

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
                requireStorable(node, path);
                if (!nullAllowed && NgsiLdNull.isNull(node)) {
                    throw path.bad("the NGSI-LD Null cannot stand here");
                }
                yield node;
            }
        };
    }

    private JsonNode copyObject(JsonNode node, Path path) {
        if (node.has("@value")) {
            requireStorable(node, path);
            return node;
        }
        var copy = JsonNodeFactory.instance.objectNode();
        node.properties()
                .forEach(entry -> {
                    var key = entry.getKey();
                    requireStorable(key, path);
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

    /**
     * Refuses what no JSON database can keep: the character U+0000, half surrogate pairs, absurd
     * numbers.
     */
    static void requireStorable(JsonNode node, Path path) {
        switch (node.getNodeType()) {
            case STRING -> requireStorable(node.stringValue(), path);
            case NUMBER -> requireNumber(node, path);
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    requireStorable(node.get(i), path.item(i));
                }
            }
            case OBJECT ->
                    node.properties()
                            .forEach(entry -> {
                                requireStorable(entry.getKey(), path);
                                requireStorable(entry.getValue(), path.member(entry.getKey()));
                            });
            case BOOLEAN, NULL, BINARY, MISSING, POJO -> {}
        }
    }

    static void requireStorable(String text, Path path) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw path.bad("the character U+0000 cannot be stored");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw path.bad(
                            "the text is not Unicode: half of a surrogate pair at position " + i);
                }
                i++;
            }
        }
    }

    private static void requireNumber(JsonNode node, Path path) {
        if (node.isBigDecimal()) {
            var number = node.decimalValue();
            if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
                    || number.scale() > MAX_EXPONENT) {
                throw path.bad("numbers lie between 1e-" + MAX_EXPONENT + " and 1e" + MAX_EXPONENT);
            }
        } else if (node.isBigInteger()
                && node.bigIntegerValue().bitLength() > MAX_EXPONENT * 10 / 3) {
            throw path.bad("numbers lie between -1e" + MAX_EXPONENT + " and 1e" + MAX_EXPONENT);
        } else if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw path.bad("expected a finite number");
        }
    }
}
