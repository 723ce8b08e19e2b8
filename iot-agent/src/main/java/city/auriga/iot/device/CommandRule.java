package city.auriga.iot.device;

import city.auriga.iot.expression.Expression;
import city.auriga.iot.expression.TextTemplate;
import city.auriga.iot.payload.PayloadKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One declared command.
 *
 * @param name of the Attribute that asks for it
 * @param wireName its name in the language of a codec; in JSON and UltraLight it is the name
 * @param expression what its value is made by, and in JSON the whole payload; null if the value is
 *     told as it is
 * @param payload null for the form of the device's protocol
 * @param contentType over HTTP; null for that of the payload
 * @param headers over HTTP, besides the usual ones
 * @param qos over MQTT; null for that of the settings
 * @param retain whether the MQTT broker keeps it for those who subscribe later; null for what the
 *     settings say
 */
public record CommandRule(
        String name,
        String wireName,
        @Nullable Expression expression,
        @Nullable PayloadKind payload,
        @Nullable String contentType,
        Map<String, TextTemplate> headers,
        @Nullable Integer qos,
        @Nullable Boolean retain) {
    public CommandRule {
        headers = Map.copyOf(headers);
    }

    /** One that nobody declares. */
    static CommandRule plain(String name) {
        return new CommandRule(name, name, null, null, null, Map.of(), null, null);
    }
}
