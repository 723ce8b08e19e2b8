package city.auriga.api.model;

import city.auriga.api.Json;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** A value in a {@code q}: a number, boolean or text. */
record QLiteral(JsonNode value) {
    private static final Pattern PLAIN = Pattern.compile("-?\\d+(\\.\\d+)?|true|false|\".*\"");

    static QLiteral of(String text, boolean expand) {
        var value = PLAIN.matcher(text).matches() ? Json.of(text) : StringNode.valueOf(text);
        return new QLiteral(
                expand && value.isString() && !value.asString().contains(":")
                        ? StringNode.valueOf(Provision.expanded(value.asString()))
                        : value);
    }

    boolean is(JsonNode other) {
        return value.isNumber() && other.isNumber()
                ? value.decimalValue().compareTo(other.decimalValue()) == 0
                : value.equals(other);
    }
}
