package city.auriga.iot.codec;

import static java.util.Map.entry;

import city.auriga.iot.payload.Protocol;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The codecs there are, by their names. A new one is one more line. */
public final class Codecs {
    private static final Map<String, BiFunction<Parameters, Descriptions, Codec>> CODECS =
            new TreeMap<>(
                    Map.ofEntries(
                            entry(Cbor.NAME, of(Cbor::new)),
                            entry(ChirpStack.NAME, of(ChirpStack::new)),
                            entry(Csv.NAME, of(Csv::new)),
                            entry(SingleValue.HEX, of(SingleValue::hex)),
                            entry(HomeAssistant.NAME, HomeAssistant::new),
                            entry("json", of(_ -> new NamedValues(Protocol.JSON))),
                            entry(SenMl.NAME, of(_ -> new SenMl())),
                            entry(SparkplugB.NAME, of(_ -> new SparkplugB())),
                            entry(Tasmota.NAME, of(Tasmota::new)),
                            entry(SingleValue.TEXT, of(SingleValue::text)),
                            entry(TheThingsStack.NAME, of(TheThingsStack::new)),
                            entry("ultralight", of(_ -> new NamedValues(Protocol.ULTRALIGHT))),
                            entry(Zigbee2Mqtt.NAME, of(Zigbee2Mqtt::new))));

    private Codecs() {}

    /** Most need no descriptions. */
    private static BiFunction<Parameters, Descriptions, Codec> of(
            Function<Parameters, Codec> codec) {
        return (parameters, _) -> codec.apply(parameters);
    }

    /** The names, in their order. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(CODECS.keySet());
    }

    /**
     * A codec with a memory of its own, for which no device has told what it is.
     *
     * @throws IllegalArgumentException if there is none of that name, or a parameter is wrong
     */
    public static Codec create(String name, Map<String, String> parameters) {
        return create(name, parameters, Descriptions.NONE);
    }

    /**
     * A codec with a memory of its own.
     *
     * @param descriptions what devices have told of themselves
     * @throws IllegalArgumentException if there is none of that name, or a parameter is wrong
     */
    public static Codec create(
            String name, Map<String, String> parameters, Descriptions descriptions) {
        var codec = CODECS.get(name);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "codec '" + name + "' is not known; known are " + CODECS.keySet());
        }
        var given = new Parameters(parameters);
        var created = codec.apply(given, descriptions);
        given.requireAllKnown();
        return created;
    }
}
