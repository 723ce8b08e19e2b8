package city.auriga.iot.expression;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What an expression is evaluated in.
 *
 * @param variables by name; null and NaN count as unbound. They are not copied into the result, and
 *     must not change as long as that is in use
 * @param clock of {@code now}
 * @param zone of times that name none
 */
public record EvaluationContext(
        Map<String, JsonNode> variables, InstantSource clock, ZoneId zone) {}
