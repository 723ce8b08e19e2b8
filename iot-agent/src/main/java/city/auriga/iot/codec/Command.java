package city.auriga.iot.codec;

import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a device is asked to do.
 *
 * @param device as the codec named it in readings
 * @param id comes back in {@link Uplink.CommandState}
 * @param captures what else the topic needs, above all {@code apikey}
 */
public record Command(
        String device,
        String name,
        JsonNode value,
        String id,
        Map<String, String> captures,
        Instant time) {
    public Command {
        captures = Map.copyOf(captures);
    }

    /**
     * @param pattern with {@code {device}}, <code>{command}</code> and captures
     * @throws UnheardException if a capture is missing
     * @throws IllegalArgumentException if something cannot stand there
     */
    String topic(String pattern) {
        var topic = TopicPattern.parse(pattern).with("device", device).with("command", name);
        for (var capture : captures.entrySet()) {
            topic = topic.with(capture.getKey(), capture.getValue());
        }
        for (var level : topic.levels()) {
            if (!(level instanceof TopicPattern.Literal)) {
                throw new UnheardException("the topic '" + topic + "' of a command lacks a value");
            }
        }
        return topic.toString();
    }
}
