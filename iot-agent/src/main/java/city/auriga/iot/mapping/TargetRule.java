package city.auriga.iot.mapping;

import city.auriga.iot.expression.Expression;
import city.auriga.iot.expression.ExpressionException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entity that an operator named, by its name or by an expression.
 *
 * @param name as it was written
 * @param expression null if the name is none
 * @param types at least one
 */
public record TargetRule(String name, @Nullable Expression expression, List<String> types) {
    /** What is a name as well as an expression: if nothing has that name, it is the entity's. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_:./-]+");

    public TargetRule {
        types = List.copyOf(types);
    }

    /**
     * @param member where the name stands, for errors
     * @throws ExpressionException if it is neither a name nor an expression
     */
    public static TargetRule of(String name, List<String> types, String member) {
        return new TargetRule(name, expression(name, member), types);
    }

    private static @Nullable Expression expression(String name, String member) {
        try {
            return Expression.parse(name, member);
        } catch (ExpressionException e) {
            if (NAME.matcher(name).matches()) {
                return null;
            }
            throw e;
        }
    }

    /** The entity for a measure; null if the expression has no value. */
    @Nullable Target resolve(Variables variables) {
        var value = expression == null ? name : variables.text(expression);
        if (value == null && NAME.matcher(name).matches()) {
            value = name;
        }
        return value == null ? null : new Target(EntityIds.named(value, types.getFirst()), types);
    }
}
