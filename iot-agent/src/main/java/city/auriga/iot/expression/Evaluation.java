package city.auriga.iot.expression;

import static city.auriga.iot.expression.value.Conversions.present;

import city.auriga.iot.expression.transform.Call;
import city.auriga.iot.expression.transform.NamedTransform;
import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One evaluation: the variables, what is left of the budget, and the element being filtered. */
final class Evaluation {
    private final EvaluationContext context;
    private final Budget budget = new Budget();
    private @Nullable JsonNode element;

    Evaluation(EvaluationContext context) {
        this.context = context;
    }

    Budget budget() {
        return budget;
    }

    /**
     * @return null if it is undefined
     * @throws NoValueException if it cannot be computed
     */
    @Nullable JsonNode of(Node node) {
        budget.step();
        return node.evaluate(this);
    }

    /** What cannot be computed counts as undefined. */
    @Nullable JsonNode orUndefined(Node node) {
        try {
            return of(node);
        } catch (NoValueException cannotBeComputed) {
            return null;
        }
    }

    boolean isTrue(Node node) {
        return Conversions.isTruthy(orUndefined(node));
    }

    boolean isTrueOf(@Nullable JsonNode candidate, Node predicate) {
        var outer = element;
        element = candidate;
        try {
            return isTrue(predicate);
        } finally {
            element = outer;
        }
    }

    @Nullable JsonNode element() {
        return element;
    }

    @Nullable JsonNode variable(String name) {
        return present(context.variables().get(name));
    }

    JsonNode call(NamedTransform transform, @Nullable JsonNode subject, List<Node> argumentNodes) {
        var arguments = new ArrayList<@Nullable JsonNode>(argumentNodes.size());
        for (var node : argumentNodes) {
            arguments.add(of(node));
        }
        return transform.apply(
                new Call(subject, arguments, budget, context.clock(), context.zone()));
    }
}
