package city.auriga.storage.sql;

import city.auriga.core.query.Q;
import city.auriga.core.query.Q.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the indexes of an Attribute say about a condition on its value (4.9): an SQL condition that
 * holds wherever the condition does, and that PostgreSQL answers from the indexes alone.
 */
final class IndexConditions {
    private final String document;
    private final String attribute;

    /**
     * @param document the column, with its alias
     */
    IndexConditions(String document, String attribute) {
        this.document = document;
        this.attribute = attribute;
    }

    /**
     * The texts or numbers between which a value lies that equals a literal.
     *
     * @param low the same as high, except for times, which have several texts
     */
    private record Range(IndexedValue kind, String low, String high) {
        static @Nullable Range of(Literal literal) {
            return switch (literal) {
                case Q.Numeric(var value) -> point(IndexedValue.NUMBER, value.toString());
                case Q.Text(var value) -> point(IndexedValue.TEXT, value);
                case Q.Moment(var text, var _) ->
                        time(text.substring(0, InstancePredicates.MOMENT_SECONDS));
                case Q.TimeOfDay(var text, var _) ->
                        time(text.substring(0, InstancePredicates.TIME_SECONDS));
                case Q.Truth _ -> null;
            };
        }

        private static Range point(IndexedValue kind, String value) {
            return new Range(kind, value, value);
        }

        private static Range time(String start) {
            return new Range(IndexedValue.TEXT, start, start + "Z");
        }

        boolean isPoint() {
            return low.equals(high);
        }
    }

    /** Null if the indexes say nothing about it. */
    @Nullable Sql of(Q term) {
        return switch (term) {
            case Q.Equal(var _, boolean negated, var operand) -> negated ? null : equal(operand);
            case Q.Order(var _, var relation, var literal) -> {
                var range = Range.of(literal);
                yield range == null ? null : ordered(relation, range);
            }
            case Q.Exists _, Q.Absent _, Q.Match _, Q.And _, Q.Or _ -> null;
        };
    }

    private @Nullable Sql equal(Q.Operand operand) {
        return switch (operand) {
            case Q.OneOf(var literals) -> {
                var ranges = literals.stream().map(Range::of).toList();
                yield ranges.stream().anyMatch(Objects::isNull) ? null : anyOf(ranges);
            }
            case Q.Between(var low, var high) -> {
                var from = Objects.requireNonNull(Range.of(low));
                var to = Objects.requireNonNull(Range.of(high));
                yield within(from.kind, List.of(new Range(from.kind, from.low, to.high)));
            }
        };
    }

    private Sql anyOf(List<Range> ranges) {
        return Sql.join(
                " OR ",
                Stream.of(IndexedValue.values())
                        .map(kind -> ranges.stream().filter(r -> r.kind == kind).toList())
                        .filter(ofKind -> !ofKind.isEmpty())
                        .map(ofKind -> within(ofKind.getFirst().kind, ofKind))
                        .toList());
    }

    /** A value beyond the limit: the lowest, or the highest if it is another. */
    private Sql ordered(Q.Relation relation, Range range) {
        var lowest = range.kind.lowest(document, attribute);
        var widest = range.kind.widest(document, attribute);
        return switch (relation) {
            case LESS, LESS_OR_EQUAL -> compare(lowest, "<=", range.kind.value(range.high));
            case GREATER, GREATER_OR_EQUAL -> {
                var limit = range.kind.value(range.low);
                yield Sql.join(
                        " OR ",
                        List.of(compare(lowest, ">=", limit), compare(widest, ">=", limit)));
            }
        };
    }

    /**
     * A value in one of some ranges: it is the lowest, or the lowest lies below one of them and the
     * highest not below all of them.
     */
    private Sql within(IndexedValue kind, List<Range> ranges) {
        var lowest = kind.lowest(document, attribute);
        var widest = kind.widest(document, attribute);
        var starts = ranges.stream().map(r -> kind.value(r.low)).toList();
        var alternatives = new ArrayList<Sql>();
        var points = ranges.stream().filter(Range::isPoint).map(r -> kind.value(r.low)).toList();
        if (!points.isEmpty()) {
            alternatives.add(Sql.of(lowest + " = ANY (ARRAY[").then(list(points)).then("])"));
        }
        for (var range : ranges) {
            if (!range.isPoint()) {
                alternatives.add(
                        both(
                                compare(lowest, ">=", kind.value(range.low)),
                                compare(lowest, "<=", kind.value(range.high))));
            }
        }
        alternatives.add(
                both(
                        compare(widest, ">=", Sql.of("least(").then(list(starts)).then(")")),
                        compare(lowest, "<", Sql.of("greatest(").then(list(starts)).then(")"))));
        return Sql.join(" OR ", alternatives);
    }

    private static Sql both(Sql one, Sql other) {
        return Sql.join(" AND ", List.of(one, other));
    }

    private static Sql compare(String expression, String operator, Sql value) {
        return Sql.of(expression + " " + operator + " ").then(value);
    }

    private static Sql list(List<Sql> values) {
        var list = values.getFirst();
        for (var value : values.subList(1, values.size())) {
            list = list.then(", ").then(value);
        }
        return list;
    }
}
