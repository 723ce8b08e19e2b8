package city.auriga.iot.payload;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes what devices send. */
public final class Payloads {
    private Payloads() {}

    /**
     * @param attribute the one attribute that the payload is the value of; null if the payload
     *     names its attributes
     * @return measures in the order of the payload
     * @throws PayloadException if the payload does not follow its format
     */
    public static List<Measure> decode(
            Protocol protocol, @Nullable String attribute, byte[] payload) {
        return switch (protocol) {
            case JSON ->
                    attribute == null
                            ? JsonPayload.measures(payload)
                            : List.of(JsonPayload.value(attribute, payload));
            case ULTRALIGHT ->
                    attribute == null
                            ? UltraLight.measures(payload)
                            : List.of(UltraLight.value(attribute, payload));
        };
    }
}
