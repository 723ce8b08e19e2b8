package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import java.util.HexFormat;
import java.util.List;

/**
 * The payload is one value of bytes that nobody here understands: lower-case hexadecimal digits.
 */
final class Hex implements Codec {
    static final String NAME = "hex";

    private final String valueName;

    /** Parameter {@code name}: of the value, where the topic has no {@code attribute}. */
    Hex(Parameters parameters) {
        valueName = parameters.text("name", "value");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("hex/{apikey}/{device}", "hex/{apikey}/{device}/{attribute}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var name = message.capture("attribute").orElse(valueName);
        var digits = HexFormat.of().formatHex(message.payload());
        var measure = new MeasureDraft().add(name, digits).finish(null);
        return List.of(new Reading(message.require("device"), measure, null));
    }
}
