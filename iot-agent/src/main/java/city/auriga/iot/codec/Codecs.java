package city.auriga.iot.codec;

import static java.util.Map.entry;

import city.auriga.iot.payload.Protocol;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The codecs there are, by their names. A new one is one more line. */
public final class Codecs {
    private static final Map<String, Function<Parameters, Codec>> CODECS =
            new TreeMap<>(
                    Map.ofEntries(
                            entry(Cbor.NAME, Cbor::new),
                            entry(ChirpStack.NAME, ChirpStack::new),
                            entry(Csv.NAME, Csv::new),
                            entry(SingleValue.HEX, SingleValue::hex),
                            entry("json", _ -> new NamedValues(Protocol.JSON)),
                            entry(SenMl.NAME, _ -> new SenMl()),
                            entry(SparkplugB.NAME, _ -> new SparkplugB()),
                            entry(Tasmota.NAME, Tasmota::new),
                            entry(SingleValue.TEXT, SingleValue::text),
                            entry(TheThingsStack.NAME, TheThingsStack::new),
                            entry("ultralight", _ -> new NamedValues(Protocol.ULTRALIGHT)),
                            entry(Zigbee2Mqtt.NAME, Zigbee2Mqtt::new)));

    private Codecs() {}

    /** The names, in their order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(CODECS.keySet());
    }

    /**
     * A codec with a memory of its own.
     *
     * @throws IllegalArgumentException if there is none of that name, or a parameter is wrong
     */
    public static Codec create(String name, Map<String, String> parameters) {
        var codec = CODECS.get(name);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "codec '" + name + "' is not known; known are " + CODECS.keySet());
        }
        var given = new Parameters(parameters);
        var created = codec.apply(given);
        given.requireAllKnown();
        return created;
    }
}
