package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.JsonTree;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * The payload is one value, as {@code text}: a number or boolean if it looks like one; or of bytes
 * that nobody here understands, as {@code hex}: lower-case hexadecimal digits.
 */
final class SingleValue implements Codec {
    static final String TEXT = "text";
    static final String HEX = "hex";

    private final String name;
    private final String valueName;
    private final Function<byte[], JsonNode> format;

    /** Parameter {@code name}: of the value, where the topic has no {@code attribute}. */
    private SingleValue(String name, Parameters parameters, Function<byte[], JsonNode> format) {
        this.name = name;
        this.valueName = parameters.text("name", "value");
        this.format = format;
    }

    static SingleValue text(Parameters parameters) {
        return new SingleValue(TEXT, parameters, payload -> value(JsonTree.text(payload).strip()));
    }

    static SingleValue hex(Parameters parameters) {
        return new SingleValue(
                HEX, parameters, payload -> StringNode.valueOf(HexFormat.of().formatHex(payload)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> patterns() {
        return List.of(name + "/{apikey}/{device}", name + "/{apikey}/{device}/{attribute}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var attribute = message.capture("attribute").orElse(valueName);
        var measure = new MeasureDraft().add(attribute, format.apply(message.payload()));
        return List.of(new Reading(message.require("device"), measure.finish(null), null));
    }

    /** Numbers and booleans are what they look like. */
    static JsonNode value(String text) {
        return JsonTree.find(text)
                .filter(value -> value.isNumber() || value.isBoolean())
                .orElseGet(() -> StringNode.valueOf(text));
    }
}
