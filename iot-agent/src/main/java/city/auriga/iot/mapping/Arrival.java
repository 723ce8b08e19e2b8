package city.auriga.iot.mapping;

import java.time.Instant;
import java.util.Map;

/**
 * When and how a measure arrived.
 *
 * @param at whole microseconds
 * @param source the MQTT topic, or the path of the HTTP request
 * @param captures of the topic, by the names that the operator gave them
 * @param held whether an MQTT broker has kept it, nobody knows for how long
 */
public record Arrival(Instant at, String source, Map<String, String> captures, boolean held) {
    public Arrival {
        captures = Map.copyOf(captures);
    }

    public Arrival(Instant at, String source, Map<String, String> captures) {
        this(at, source, captures, false);
    }
}
