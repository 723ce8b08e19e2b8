package city.auriga.core.representation;

import tools.jackson.databind.JsonNode;

/**
 * JSON that a database and every client can keep: without the character U+0000, half surrogate
 * pairs and absurd numbers.
 */
public final class StorableJson {
    /** What PostgreSQL's numeric and every client can hold. */
    private static final int MAX_EXPONENT = 308;

    private StorableJson() {}

    /**
     * @throws city.auriga.core.problem.NgsiLdException BadRequestData that names the member
     */
    public static void require(JsonNode document) {
        require(document, Path.ROOT);
    }

    static void require(JsonNode node, Path path) {
        switch (node.getNodeType()) {
            case STRING -> require(node.stringValue(), path);
            case NUMBER -> requireNumber(node, path);
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    require(node.get(i), path.item(i));
                }
            }
            case OBJECT ->
                    node.properties()
                            .forEach(entry -> {
                                require(entry.getKey(), path);
                                require(entry.getValue(), path.member(entry.getKey()));
                            });
            case BOOLEAN, NULL, BINARY, MISSING, POJO -> {}
        }
    }

    static void require(String text, Path path) {
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
