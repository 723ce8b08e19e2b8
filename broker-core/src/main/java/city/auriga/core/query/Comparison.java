package city.auriga.core.query;

import city.auriga.core.model.DateTimes;
import city.auriga.core.query.Q.Literal;
import city.auriga.core.query.Targets.Target;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;

/**
 * The operators of {@code q} on one target (4.9). Values compare within their datatype only;
 * strings by code point; texts that are both DateTimes, or both times of day, by time.
 */
final class Comparison {
    /** The result of comparing what cannot be compared. */
    private static final int NONE = Integer.MIN_VALUE;

    private Comparison() {}

    static boolean equal(Target target, Q.Equal condition) {
        if (target instanceof Target.Opaque) {
            return false;
        }
        boolean equal =
                switch (condition.operand()) {
                    case Q.OneOf(var literals) -> isOneOf(target, literals);
                    case Q.Between(var low, var high) ->
                            order(target, Q.Relation.GREATER_OR_EQUAL, low)
                                    && order(target, Q.Relation.LESS_OR_EQUAL, high);
                };
        return equal != condition.negated();
    }

    static boolean order(Target target, Q.Relation relation, Literal literal) {
        int comparison =
                switch (target) {
                    case Target.Value(var json) -> compare(json, literal);
                    case Target.Texts texts ->
                            texts.isScalar() ? compare(texts.texts().getFirst(), literal) : NONE;
                    case Target.Moment moment -> compare(moment, literal);
                    case Target.Opaque() -> NONE;
                };
        return comparison != NONE && relation.holds(comparison);
    }

    static boolean match(Target target, Q.Match condition) {
        return switch (target) {
            case Target.Value(var json) ->
                    json.isString()
                            && condition.regex().isFoundIn(json.stringValue())
                                    != condition.negated();
            case Target.Texts texts ->
                    texts.isScalar()
                            && condition.regex().isFoundIn(texts.texts().getFirst())
                                    != condition.negated();
            case Target.Moment _, Target.Opaque _ -> false;
        };
    }

    private static boolean isOneOf(Target target, List<Literal> literals) {
        for (var literal : literals) {
            boolean equal =
                    switch (target) {
                        case Target.Value(var json) ->
                                json.isArray() ? holds(json, literal) : compare(json, literal) == 0;
                        case Target.Texts texts -> holds(texts.texts(), literal);
                        case Target.Moment moment -> compare(moment, literal) == 0;
                        case Target.Opaque() -> false;
                    };
            if (equal) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(JsonNode array, Literal literal) {
        for (var element : array) {
            if (compare(element, literal) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(List<String> texts, Literal literal) {
        for (var text : texts) {
            if (compare(text, literal) == 0) {
                return true;
            }
        }
        return false;
    }

    private static int compare(JsonNode json, Literal literal) {
        return switch (literal) {
            case Q.Numeric(var value) ->
                    json instanceof NumericNode number && !number.isNaN()
                            ? decimal(number).compareTo(value)
                            : NONE;
            case Q.Truth(var truth) ->
                    json.isBoolean() ? Boolean.compare(json.booleanValue(), truth) : NONE;
            case Q.Text _, Q.Moment _, Q.TimeOfDay _ ->
                    json.isString() ? compare(json.stringValue(), literal) : NONE;
        };
    }

    private static int compare(String text, Literal literal) {
        return switch (literal) {
            case Q.Numeric _, Q.Truth _ -> NONE;
            case Q.Text(var value) -> compareCodePoints(text, value);
            case Q.Moment(var value, var instant) -> {
                var other = DateTimes.find(text);
                yield other.isPresent()
                        ? other.get().compareTo(instant)
                        : compareCodePoints(text, value);
            }
            case Q.TimeOfDay(var value, var time) -> {
                var other = Q.TimeOfDay.parse(text);
                yield other == null ? compareCodePoints(text, value) : other.compareTo(time);
            }
        };
    }

    private static int compare(Target.Moment moment, Literal literal) {
        return literal instanceof Q.Moment(var _, var instant)
                ? Integer.signum(moment.instant().compareTo(instant))
                : NONE;
    }

    private static BigDecimal decimal(JsonNode json) {
        return json.canConvertToLong() && json.isIntegralNumber()
                ? BigDecimal.valueOf(json.longValue())
                : json.decimalValue();
    }

    /** The order of PostgreSQL's {@code "C"} collation in UTF-8, unlike that of UTF-16 units. */
    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateDiffers = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogateDiffers ? (Character.isSurrogate(x) ? 1 : -1) : x - y;
            }
        }
        return a.length() - b.length();
    }
}
