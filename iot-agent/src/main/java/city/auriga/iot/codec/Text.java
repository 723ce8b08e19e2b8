package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.JsonTree;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The payload is one value as text: a number or boolean if it looks like one. */
final class Text implements Codec {
    static final String NAME = "text";

    private final String valueName;

    /** Parameter {@code name}: of the value, where the topic has no {@code attribute}. */
    Text(Parameters parameters) {
        valueName = parameters.text("name", "value");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("text/{apikey}/{device}", "text/{apikey}/{device}/{attribute}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var name = message.capture("attribute").orElse(valueName);
        var value = value(JsonTree.text(message.payload()).strip());
        var measure = new MeasureDraft().add(name, value).finish(null);
        return List.of(new Reading(message.require("device"), measure, null));
    }

    /** Numbers and booleans are what they look like. */
    static JsonNode value(String text) {
        return JsonTree.find(text)
                .filter(value -> value.isNumber() || value.isBoolean())
                .orElseGet(() -> StringNode.valueOf(text));
    }
}
