package city.auriga.iot.expression.value;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Operators that transforms use, too. */
public final class Operations {
    private Operations() {}

    /** Concatenates if either side is a text. */
    public static JsonNode add(JsonNode left, JsonNode right, Budget budget) {
        if (!left.isString() && !right.isString()) {
            return Numbers.node(Numbers.add(Conversions.number(left), Conversions.number(right)));
        }
        var text =
                new TextBuilder()
                        .append(Conversions.text(left))
                        .append(Conversions.text(right))
                        .toString();
        var result = StringNode.valueOf(text);
        budget.reads(result);
        return result;
    }

    /** Whether a text contains a text, or a list an equal element. */
    public static boolean contains(JsonNode where, JsonNode what, Budget budget) {
        budget.reads(where);
        if (where.isString()) {
            var text = where.stringValue();
            var wanted = Conversions.text(what);
            budget.searches(text, wanted);
            return text.contains(wanted);
        }
        if (!where.isArray()) {
            return false;
        }
        for (var element : where) {
            if (Conversions.areEqual(Conversions.present(element), what)) {
                return true;
            }
        }
        return false;
    }
}
