package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.Sender;
import city.auriga.iot.expression.EvaluationContext;
import city.auriga.iot.expression.TextTemplate;
import city.auriga.iot.payload.CommandPayload;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.PayloadKind;
import city.auriga.iot.payload.Protocol;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the expressions of a command see: its name and value, the device, and the static attributes
 * of that.
 */
final class CommandVariables {
    private final DeviceVariables variables;
    private final EvaluationContext context;

    CommandVariables(Sender sender, DeviceCommand command, InstantSource clock) {
        variables = new DeviceVariables(sender.at(command.entity()), clock);
        context = variables.context();
        variables.put("command", JsonNodeFactory.instance.stringNode(command.name()));
        variables.put("value", command.value());
        variables.put(command.name(), command.value());
    }

    /**
     * What the device is told: the value, or what the expression of the command makes of it.
     *
     * @throws PayloadException if the expression has no value
     */
    JsonNode told(CommandRule rule, DeviceCommand command) {
        var expression = rule.expression();
        if (expression == null) {
            return command.value();
        }
        var value = expression.evaluate(context);
        if (value == null) {
            throw withoutValue("expression");
        }
        return value;
    }

    /**
     * A command in the language of its device, if that is ours.
     *
     * @throws PayloadException if there is no value, or it does not fit the payload
     */
    byte[] payload(Sender sender, CommandRule rule, DeviceCommand command) {
        var protocol = sender.protocol();
        var device = command.address().device();
        var told = told(rule, command);
        if (sender.commands().enveloped() && isObject(sender, rule)) {
            var id = command.id().toString();
            return CommandPayload.encodeWhole(
                    Protocol.JSON,
                    device,
                    rule.name(),
                    CommandPayload.enveloped(rule.name(), told, id),
                    null);
        }
        return rule.expression() == null
                ? CommandPayload.encode(protocol, device, rule.name(), told, rule.payload())
                : CommandPayload.encodeWhole(protocol, device, rule.name(), told, rule.payload());
    }

    /** Whether the payload is an object of ours, which takes another member. */
    private static boolean isObject(Sender sender, CommandRule rule) {
        return rule.expression() == null
                && (rule.payload() == null
                        ? sender.protocol() == Protocol.JSON
                        : rule.payload() == PayloadKind.JSON);
    }

    /**
     * @param member where the text stands, for the error
     * @throws PayloadException if an expression in it has no value
     */
    String fill(TextTemplate template, String member) {
        var text = template.fill(context);
        if (text == null) {
            throw withoutValue(member);
        }
        return text;
    }

    private static PayloadException withoutValue(String member) {
        return new PayloadException(member + ": no value for this command");
    }
}
