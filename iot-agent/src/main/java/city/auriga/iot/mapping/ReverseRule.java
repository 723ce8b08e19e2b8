package city.auriga.iot.mapping;

import city.auriga.iot.expression.Expression;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device is told when an Attribute of its Entity changes.
 *
 * @param command its name on the wire
 * @param kind of the value
 * @param expression what the value is made by; null if it is that of the Attribute
 */
public record ReverseRule(String command, ValueKind kind, @Nullable Expression expression) {
    /**
     * A value as the device is told it; empty if it does not fit.
     *
     * @param conventions of the device
     */
    public Optional<JsonNode> told(JsonNode value, Conventions conventions) {
        try {
            var attribute = Values.attribute(kind, value, conventions);
            attribute.remove("type");
            return Optional.of(attribute.iterator().next());
        } catch (MappingException unfit) {
            return Optional.empty();
        }
    }
}
