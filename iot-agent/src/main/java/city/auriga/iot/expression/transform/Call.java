package city.auriga.iot.expression.transform;

import static city.auriga.iot.expression.value.Conversions.required;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * One call of a transform: the value before the pipe, the arguments, and ways to make a result
 * within the limits. What is asked for and is not there, or of another kind, ends the call without
 * a result.
 */
public final class Call {
    private final @Nullable JsonNode subject;
    private final List<@Nullable JsonNode> arguments;
    private final Budget budget;
    private final InstantSource clock;
    private final ZoneId zone;

    public Call(
            @Nullable JsonNode subject,
            List<@Nullable JsonNode> arguments,
            Budget budget,
            InstantSource clock,
            ZoneId zone) {
        this.subject = subject;
        this.arguments = arguments;
        this.budget = budget;
        this.clock = clock;
        this.zone = zone;
        budget.reads(subject);
        arguments.forEach(budget::reads);
    }

    /** The value before the pipe, which may be undefined. */
    public @Nullable JsonNode subject() {
        return subject;
    }

    public JsonNode value() {
        return required(subject);
    }

    public String text() {
        return Conversions.text(value());
    }

    public BigDecimal number() {
        return Conversions.number(value());
    }

    public ArrayNode list() {
        return list(value());
    }

    /** Null if it is not given, or undefined. */
    public @Nullable JsonNode argument(int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }

    public JsonNode valueArgument(int index) {
        return required(argument(index));
    }

    public String textArgument(int index) {
        return Conversions.text(valueArgument(index));
    }

    public String textArgument(int index, String otherwise) {
        var argument = argument(index);
        return argument == null ? otherwise : Conversions.text(argument);
    }

    public int intArgument(int index) {
        return Numbers.toInt(Conversions.number(valueArgument(index)));
    }

    public int intArgument(int index, int otherwise) {
        return argument(index) == null ? otherwise : intArgument(index);
    }

    public ArrayNode listArgument(int index) {
        return list(valueArgument(index));
    }

    public Budget budget() {
        return budget;
    }

    public InstantSource clock() {
        return clock;
    }

    /** Of times that name none. */
    public ZoneId zone() {
        return zone;
    }

    public JsonNode result(String text) {
        Budget.checkText(text.length());
        var result = StringNode.valueOf(text);
        budget.reads(result);
        return result;
    }

    public JsonNode result(boolean truth) {
        return BooleanNode.valueOf(truth);
    }

    public JsonNode result(long number) {
        return JsonNodeFactory.instance.numberNode(number);
    }

    public JsonNode result(BigDecimal number) {
        return Numbers.node(number);
    }

    public JsonNode result(List<? extends JsonNode> elements) {
        Budget.checkElements(elements.size());
        var result = JsonNodeFactory.instance.arrayNode(elements.size());
        result.addAll(elements);
        budget.reads(result);
        return result;
    }

    private static ArrayNode list(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return list;
        }
        throw NoValueException.noValue();
    }
}
