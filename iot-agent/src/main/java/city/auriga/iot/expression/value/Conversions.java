package city.auriga.iot.expression.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.StringNode;

/**
 * JavaScript's loose ways with values, where they make sense. What JavaScript calls undefined, null
 * and NaN is Java's null here. Where it would go on with nonsense ({@code [object Object]}, a blank
 * text as the number 0) there is no value.
 */
public final class Conversions {
    /** Converting costs one step only. */
    private static final int MAX_TEXT_OF_LIST = 10_000;

    private Conversions() {}

    /** Null and NaN in JSON count as nothing. */
    public static @Nullable JsonNode present(@Nullable JsonNode value) {
        return value == null
                        || value.isNull()
                        || value.isMissingNode()
                        || value instanceof NumericNode number && number.isNaN()
                ? null
                : value;
    }

    public static JsonNode required(@Nullable JsonNode value) {
        if (value == null) {
            throw NoValueException.noValue();
        }
        return value;
    }

    public static boolean isTruthy(@Nullable JsonNode value) {
        if (value == null) {
            return false;
        }
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case STRING -> !value.stringValue().isEmpty();
            case NUMBER -> value.decimalValue().signum() != 0;
            case NULL, MISSING -> false;
            case ARRAY, OBJECT, BINARY, POJO -> true;
        };
    }

    public static BigDecimal number(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value.isString()) {
            var number = Numbers.parse(value.stringValue());
            if (number == null) {
                throw NoValueException.noValue();
            }
            return number;
        }
        return Numbers.of(value);
    }

    public static String text(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.stringValue();
            case NUMBER -> Numbers.text(Numbers.of(value));
            case BOOLEAN -> value.booleanValue() ? "true" : "false";
            case ARRAY -> joined(value, ",", MAX_TEXT_OF_LIST);
            default -> throw NoValueException.noValue();
        };
    }

    /** The texts of the elements; nothing for those without a value. */
    public static String joined(JsonNode list, String separator) {
        return joined(list, separator, Budget.MAX_TEXT);
    }

    private static String joined(JsonNode list, String separator, int most) {
        var joined = new TextBuilder(most);
        boolean first = true;
        for (var element : list) {
            if (!first) {
                joined.append(separator);
            }
            first = false;
            if (present(element) != null) {
                joined.append(text(element));
            }
        }
        return joined.toString();
    }

    /** {@code ==} of JavaScript, but lists and objects are equal only to themselves. */
    public static boolean areEqual(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        if (left.getNodeType() == right.getNodeType()) {
            return areSame(left, right);
        }
        var leftNumber = comparable(left);
        var rightNumber = comparable(right);
        return leftNumber != null && rightNumber != null && leftNumber.compareTo(rightNumber) == 0;
    }

    /** {@code ===} of JavaScript: lists and objects are the same only if they are one. */
    @SuppressWarnings("ReferenceEquality")
    public static boolean areSame(JsonNode left, JsonNode right) {
        if (left.getNodeType() != right.getNodeType()) {
            return false;
        }
        return switch (left.getNodeType()) {
            case STRING -> left.stringValue().equals(right.stringValue());
            case BOOLEAN -> left.booleanValue() == right.booleanValue();
            case NUMBER -> Numbers.of(left).compareTo(Numbers.of(right)) == 0;
            default -> left == right;
        };
    }

    /** Texts in the order of their characters, all else as numbers. */
    public static int compare(JsonNode left, JsonNode right) {
        return left.isString() && right.isString()
                ? left.stringValue().compareTo(right.stringValue())
                : number(left).compareTo(number(right));
    }

    /** A member of an object; of a list that of its first element; the length of a text. */
    public static @Nullable JsonNode member(@Nullable JsonNode subject, String name) {
        if (subject == null) {
            return null;
        }
        if (subject.isArray()) {
            return ofOne(present(subject.get(0)), name);
        }
        return ofOne(subject, name);
    }

    private static @Nullable JsonNode ofOne(@Nullable JsonNode subject, String name) {
        if (subject == null) {
            return null;
        }
        if (subject.isString() && name.equals("length")) {
            return Numbers.node(BigDecimal.valueOf(subject.stringValue().length()));
        }
        return subject.isObject() ? present(subject.get(name)) : null;
    }

    /** What brackets select: a member, an element, a character, or how many there are. */
    public static @Nullable JsonNode select(@Nullable JsonNode subject, @Nullable JsonNode key) {
        if (subject == null || key == null) {
            return null;
        }
        if (key.isBoolean()) {
            return key.booleanValue() ? subject : null;
        }
        if (subject.isObject()) {
            return key.isContainer() ? null : present(subject.get(text(key)));
        }
        if (key.isString() && key.stringValue().equals("length")) {
            return subject.isArray()
                    ? Numbers.node(BigDecimal.valueOf(subject.size()))
                    : ofOne(subject, "length");
        }
        return at(subject, index(key));
    }

    private static @Nullable JsonNode at(JsonNode subject, int index) {
        if (subject.isArray()) {
            return present(subject.get(index));
        }
        return subject.isString() && index >= 0 && index < subject.stringValue().length()
                ? StringNode.valueOf(subject.stringValue().substring(index, index + 1))
                : null;
    }

    private static int index(JsonNode key) {
        if (!key.isNumber() && !key.isString()) {
            return -1;
        }
        var number = key.isString() ? Numbers.parse(key.stringValue()) : Numbers.of(key);
        return number == null || number.stripTrailingZeros().scale() > 0
                ? -1
                : Numbers.toInt(number);
    }

    /** To a blank text 0 is equal. */
    private static @Nullable BigDecimal comparable(JsonNode value) {
        if (value.isString()) {
            var text = value.stringValue();
            return text.isBlank() ? BigDecimal.ZERO : Numbers.parse(text);
        }
        return value.isNumber() || value.isBoolean() ? number(value) : null;
    }
}
