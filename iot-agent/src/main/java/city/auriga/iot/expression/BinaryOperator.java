package city.auriga.iot.expression;

import static city.auriga.iot.expression.value.Conversions.compare;
import static city.auriga.iot.expression.value.Conversions.number;
import static city.auriga.iot.expression.value.Conversions.required;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.Numbers;
import city.auriga.iot.expression.value.Operations;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** The operators that need both sides. Their precedence is a matter of the grammar. */
enum BinaryOperator {
    ADD("+", Operations::add),
    SUBTRACT("-", calculating(Numbers::subtract)),
    MULTIPLY("*", calculating(Numbers::multiply)),
    DIVIDE("/", calculating(Numbers::divide)),
    DIVIDE_AND_FLOOR("//", calculating(Numbers::divideAndFloor)),
    REMAINDER("%", calculating(Numbers::remainder)),
    POWER("^", calculating(Numbers::power)),
    LESS("<", (left, right, budget) -> truth(compare(left, right) < 0)),
    LESS_OR_EQUAL("<=", (left, right, budget) -> truth(compare(left, right) <= 0)),
    GREATER(">", (left, right, budget) -> truth(compare(left, right) > 0)),
    GREATER_OR_EQUAL(">=", (left, right, budget) -> truth(compare(left, right) >= 0)),
    IN("in", (left, right, budget) -> truth(Operations.contains(right, left, budget))),
    EQUAL("==", null),
    UNEQUAL("!=", null);

    private static final Map<String, BinaryOperator> BY_SYMBOL =
            Arrays.stream(values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    operator -> operator.symbol, Function.identity()));

    private final String symbol;

    @SuppressWarnings("Immutable") // functions without state
    private final @Nullable Operation operation;

    BinaryOperator(String symbol, @Nullable Operation operation) {
        this.symbol = symbol;
        this.operation = operation;
    }

    private interface Operation {
        JsonNode apply(JsonNode left, JsonNode right, Budget budget);
    }

    private interface Calculation {
        BigDecimal apply(BigDecimal left, BigDecimal right);
    }

    static BinaryOperator of(String symbol) {
        return Objects.requireNonNull(BY_SYMBOL.get(symbol), symbol);
    }

    /** A side of this operator. One that cannot be computed is undefined to {@code ==}. */
    @Nullable JsonNode operand(Node node, Evaluation evaluation) {
        return operation == null ? evaluation.orUndefined(node) : evaluation.of(node);
    }

    /**
     * @throws city.auriga.iot.expression.value.NoValueException if a side is undefined that must
     *     not be, or does not fit
     */
    JsonNode apply(@Nullable JsonNode left, @Nullable JsonNode right, Budget budget) {
        return operation == null
                ? truth(Conversions.areEqual(left, right) == (this == EQUAL))
                : operation.apply(required(left), required(right), budget);
    }

    private static Operation calculating(Calculation calculation) {
        return (left, right, budget) ->
                Numbers.node(calculation.apply(number(left), number(right)));
    }

    private static JsonNode truth(boolean truth) {
        return BooleanNode.valueOf(truth);
    }
}
