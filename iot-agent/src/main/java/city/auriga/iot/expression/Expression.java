package city.auriga.iot.expression;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.LimitException;
import city.auriga.iot.expression.value.NoValueException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A compiled expression in the JEXL of TomFrost/Jexl, with FIWARE's transforms and these rules
 * where JavaScript would go on with nonsense:
 *
 * <ul>
 *   <li>A variable that is unbound, or null, is undefined. Calculating, concatenating or comparing
 *       by order with it has no value, and neither has a transform that does not fit its input.
 *       What needs such a result has none, up to the whole expression; but a condition ({@code ?:},
 *       {@code &&}, {@code ||}, {@code !}) takes it for false, and {@code ==} for null.
 *   <li>A list in which an element is missing has no value: in {@code [longitude, latitude]} the
 *       place says what an element is. A member that is undefined is left out of its object.
 *   <li>{@code null} is undefined. Lists and objects are equal only to themselves.
 *   <li>Numbers are decimal. A blank text is none.
 *   <li>In a text a backslash quotes a quote or a backslash, and is itself before all else, so that
 *       {@code '\d'} is a regular expression.
 * </ul>
 *
 * Of the language before JEXL, <code>${&#64;name}</code> is taken for {@code name}. All else of it
 * is refused by name: <code>${&#64;a * 20}</code> is {@code a * 20}, and its functions are
 * transforms.
 *
 * <p>Immutable, and safe for any number of threads.
 */
public final class Expression {
    private final String text;
    private final Node root;
    private final Set<String> variables;

    Expression(String text, Node root, Set<String> variables) {
        this.text = text;
        this.root = root;
        this.variables = Set.copyOf(variables);
    }

    /**
     * @param member where the text stands, for the error
     * @throws ExpressionException if it is not an expression, or too large
     */
    public static Expression parse(String text, String member) {
        return Compiler.compile(text, member);
    }

    /** The variables it refers to, by the first of their names: of {@code a.b} that is a. */
    public Set<String> variables() {
        return variables;
    }

    public boolean mentions(String variable) {
        return variables.contains(variable);
    }

    /**
     * @return null if there is no value, whatever the reason
     */
    public @Nullable JsonNode evaluate(EvaluationContext context) {
        try {
            return evaluateUnguarded(context);
        } catch (RuntimeException faultOfATransform) {
            // Some are not ours, and no reading may fail because of its expression.
            return null;
        }
    }

    /** Lets through what should never be thrown. */
    @Nullable JsonNode evaluateUnguarded(EvaluationContext context) {
        try {
            var result = new Evaluation(context).of(root);
            if (result != null) {
                Budget.checkResult(result);
            }
            return result;
        } catch (NoValueException | LimitException noValue) {
            return null;
        }
    }

    /** The same text means the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
