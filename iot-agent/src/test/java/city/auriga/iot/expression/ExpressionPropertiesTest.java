package city.auriga.iot.expression;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.iot.expression.transform.Transforms;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever is written, parsing ends with an expression or its own error, and evaluating with none.
 */
class ExpressionPropertiesTest {
    private static final EvaluationContext CONTEXT =
            ExpressionTest.context(
                    """
                    {"n":6, "d":85.37, "s":"a1,b2", "t":"2026-05-01T10:00:00Z", "hex":"0167010e", "b64":"AWcBDg==",
                     "l":[1,"2",null,{"a":1}], "o":{"a":1,"b":[1,2]}, "yes":true, "json":"{\\"a\\":[1]}", "big":1e400}
                    """);

    @Property(tries = 5_000)
    void anyTokensAreAnExpressionOrAFault(@ForAll("tokens") List<String> tokens) {
        evaluate(String.join(" ", tokens));
    }

    @Property(tries = 5_000)
    void anyTextIsAnExpressionOrAFault(@ForAll String text) {
        evaluate(text);
    }

    @Property(tries = 20_000)
    void anyExpressionHasAValueOrNone(@ForAll("expressions") String text) {
        Statistics.label("has a value").collect(evaluate(text));
    }

    private static boolean evaluate(String text) {
        Expression expression;
        try {
            expression = Expression.parse(text, "e");
        } catch (ExpressionException fault) {
            assertThat(fault).hasMessageStartingWith("e: ").hasMessageNotContaining("expected [");
            assertThat(fault.position()).isPositive();
            return false;
        }
        return expression.evaluateUnguarded(CONTEXT) != null;
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        var tokens = new ArrayList<>(operands());
        tokens.addAll(operators());
        tokens.addAll(
                List.of(
                        "(", ")", "[", "]", "{", "}", ",", ":", "?", ".", "|", "!", "'", "@",
                        "${"));
        names().forEach(name -> tokens.add("|" + name));
        return Arbitraries.of(tokens).list().ofMaxSize(15);
    }

    @Provide
    Arbitrary<String> expressions() {
        return expressions(3);
    }

    private Arbitrary<String> expressions(int depth) {
        var operand = Arbitraries.of(operands());
        if (depth == 0) {
            return operand;
        }
        var inner = Arbitraries.lazy(() -> expressions(depth - 1));
        var arguments = inner.list().ofMaxSize(4).map(list -> String.join(",", list));
        var transform = Arbitraries.of(names());
        return Arbitraries.oneOf(
                operand,
                inner.flatMap(left ->
                        Arbitraries.of(operators())
                                .flatMap(operator ->
                                        inner.map(right ->
                                                "(%s %s %s)".formatted(left, operator, right)))),
                inner.flatMap(left ->
                        transform.flatMap(name ->
                                arguments.map(list -> "%s|%s(%s)".formatted(left, name, list)))),
                inner.map(key -> "l[" + key + "]"),
                inner.map(key -> "o[.a == " + key + "]"),
                arguments.map(list -> "[" + list + "]"),
                inner.map(value -> "{a: " + value + "}"),
                inner.map(test -> "(" + test + " ? " + test + " : n)"));
    }

    private static List<String> names() {
        var names = new ArrayList<String>();
        Transforms.names().forEach(names::add);
        names.remove("faulty");
        return names;
    }

    private static List<String> operands() {
        return List.of(
                "n",
                "d",
                "s",
                "t",
                "hex",
                "b64",
                "l",
                "o",
                "yes",
                "json",
                "big",
                "unbound",
                "null",
                "-1",
                "0",
                "3",
                "2.5",
                "99999999999",
                "''",
                "'a'",
                "'[a-z]+'",
                "'little'",
                "'&'",
                "'es-ES'",
                "{timeZone: 'Asia/Tokyo'}",
                "[1,2,3]",
                "[]",
                "['a', 'b', 'c']",
                ".a");
    }

    private static List<String> operators() {
        return List.of(
                "+", "-", "*", "/", "//", "%", "^", "==", "!=", "<", "<=", ">", ">=", "in", "&&",
                "||");
    }
}
