package city.auriga.iot.command;

import city.auriga.iot.device.Sender;
import city.auriga.iot.expression.EvaluationContext;
import city.auriga.iot.expression.TextTemplate;
import city.auriga.iot.payload.PayloadException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What expressions see of a device that something is sent to, and its static attributes. */
public final class DeviceVariables {
    private final Map<String, JsonNode> values = new HashMap<>();
    private final EvaluationContext context;

    public DeviceVariables(Sender device, InstantSource clock) {
        var profile = device.profile();
        context = new EvaluationContext(values, clock, profile.zone());
        put("id", profile.device());
        put("type", profile.entity().types().getFirst());
        put("entity_name", profile.entity().id());
        put("service", profile.tenant().name());
        put("subservice", profile.path());
        for (var fixed : profile.statics()) {
            var expression = fixed.expression();
            var value = expression == null ? fixed.value() : expression.evaluate(context);
            if (value != null) {
                values.put(fixed.name(), value);
            }
        }
    }

    private void put(String name, String text) {
        put(name, JsonNodeFactory.instance.stringNode(text));
    }

    void put(String name, JsonNode value) {
        values.put(name, value);
    }

    EvaluationContext context() {
        return context;
    }

    /**
     * @param member where the text stands, for the error
     * @throws PayloadException if an expression in it has no value
     */
    public String fill(TextTemplate template, String member) {
        var text = template.fill(context);
        if (text == null) {
            throw new PayloadException(member + ": an expression in it has no value");
        }
        return text;
    }
}
