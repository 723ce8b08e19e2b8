package city.auriga.iot.command;

import city.auriga.core.device.Feedback;
import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the sub-Property {@code qos} of a command says (Annex H).
 *
 * @param fault why nobody can be told of the command; null if it is as it should be
 */
record Qos(Feedback feedback, @Nullable String fault) {
    private static final String NAME = "qos";
    private static final int MOST_CHARACTERS = 100;

    static Qos of(Attribute request, Context context) {
        var said = request.attributes().getOrDefault(context.expand(NAME), List.of());
        return Attributes.instance(said, null)
                .map(found -> of(found.value()))
                .orElse(new Qos(Feedback.ANSWER, null));
    }

    private static Qos of(AttributeValue value) {
        if (!(value instanceof AttributeValue.Property(var node))) {
            return unfit("a " + value.type().name());
        }
        return isInt(node)
                ? Feedback.ofQos(node.intValue())
                        .map(feedback -> new Qos(feedback, null))
                        .orElseGet(() -> unfit(node.toString()))
                : unfit(node.toString());
    }

    private static boolean isInt(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static Qos unfit(String found) {
        var shown =
                found.length() > MOST_CHARACTERS
                        ? found.substring(0, MOST_CHARACTERS) + "…"
                        : found;
        return new Qos(Feedback.ANSWER, "qos: expected 0, 1 or 2, found " + shown);
    }
}
