package city.auriga.storage.sql;

import city.auriga.core.query.Q;
import city.auriga.core.query.Q.Literal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a condition says about a time that exists (4.9): in a document, where it is a text of fixed
 * width, and in a column. Only DateTimes compare with it; what else it is compared with differs.
 */
final class TimePredicates {
    private TimePredicates() {}

    /** On a path to a time. */
    static Predicate onPath(String path, Q condition) {
        return on(
                condition,
                new Dialect<>(
                        Predicate.ALWAYS,
                        Predicate.NEVER,
                        (relation, time) -> Predicate.exact(path + relation + JsonPaths.time(time)),
                        Predicate::any,
                        Predicate::all,
                        p -> Predicate.exact("!(" + p.text() + ")")));
    }

    /** On a column of type {@code timestamptz}. */
    static Sql onColumn(String column, Q condition) {
        return on(
                condition,
                new Dialect<>(
                        Sql.TRUE,
                        Sql.FALSE,
                        (relation, time) ->
                                Sql.of(
                                        column + (relation.equals("==") ? "=" : relation) + "?",
                                        OffsetDateTime.ofInstant(time, ZoneOffset.UTC)),
                        any -> any.isEmpty() ? Sql.FALSE : Sql.join(" OR ", any),
                        all -> Sql.join(" AND ", all),
                        sql -> Sql.of("NOT (").then(sql).then(")")));
    }

    private record Dialect<T>(
            T always,
            T never,
            BiFunction<String, Instant, T> compare,
            Function<List<T>, T> any,
            Function<List<T>, T> all,
            UnaryOperator<T> not) {

        T order(String relation, Literal literal) {
            return literal instanceof Q.Moment(var _, var instant)
                    ? compare.apply(relation, instant)
                    : never;
        }
    }

    private static <T> T on(Q condition, Dialect<T> dialect) {
        return switch (condition) {
            case Q.Exists _ -> dialect.always;
            case Q.Equal equal -> {
                var same = equal(equal.operand(), dialect);
                yield equal.negated() ? dialect.not.apply(same) : same;
            }
            case Q.Order order -> dialect.order(order.relation().symbol(), order.literal());
            case Q.Match _ -> dialect.never;
            case Q.And _, Q.Or _, Q.Absent _ ->
                    throw new IllegalArgumentException("not a condition on one target");
        };
    }

    private static <T> T equal(Q.Operand operand, Dialect<T> dialect) {
        return switch (operand) {
            case Q.OneOf(var literals) ->
                    dialect.any.apply(
                            literals.stream()
                                    .filter(Q.Moment.class::isInstance)
                                    .map(literal -> dialect.order("==", literal))
                                    .toList());
            case Q.Between(var low, var high) ->
                    dialect.all.apply(List.of(dialect.order(">=", low), dialect.order("<=", high)));
        };
    }
}
