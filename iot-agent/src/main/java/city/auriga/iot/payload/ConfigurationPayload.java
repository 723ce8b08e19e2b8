package city.auriga.iot.payload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes values of an Entity as its device reads them, with the time. */
public final class ConfigurationPayload {
    private static final String COMMAND = "configuration";
    private static final String TIME = "dt";
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private ConfigurationPayload() {}

    /** {@code {"a":1,"dt":…}}, or {@code device@configuration|a=1|dt=…}. */
    public static byte[] encode(
            Protocol protocol, String device, Map<String, JsonNode> values, Instant now) {
        var object = JsonNodeFactory.instance.objectNode();
        values.forEach(object::set);
        object.put(TIME, FORMAT.format(now));
        var text =
                switch (protocol) {
                    case JSON -> object.toString();
                    case ULTRALIGHT -> CommandPayload.line(device, COMMAND, object);
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
