package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message as it arrived.
 *
 * @param captures of the pattern that its topic matched
 * @param payload not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares messages.
public record Incoming(
        String topic, Map<String, String> captures, byte[] payload, Instant received) {
    public Incoming {
        captures = Map.copyOf(captures);
    }

    Optional<String> capture(String name) {
        return Optional.ofNullable(captures.get(name));
    }

    String require(String name) {
        return capture(name)
                .orElseThrow(
                        () -> new PayloadException("the topic '" + topic + "' names no " + name));
    }
}
