package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.NoValueException;
import tools.jackson.databind.JsonNode;

/**
 * A transform by its name.
 *
 * @param leastArguments without which there is never a result
 * @param takesPattern whether the first argument is a regular expression
 */
public record NamedTransform(
        String name, int leastArguments, boolean takesPattern, Transform transform) {
    /**
     * @throws NoValueException if there is no result
     */
    public JsonNode apply(Call call) {
        var result = transform.apply(call);
        if (result == null) {
            throw NoValueException.noValue();
        }
        return result;
    }
}
