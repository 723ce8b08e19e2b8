package city.auriga.iot.command;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.DeviceCommand.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Part of a message that tells of a command.
 *
 * @param id the same however often the message is worked on, and of nothing else
 * @param number its place in the message
 * @param received when the message arrived
 */
public record MessagePart(UUID id, int number, Instant received) {
    /**
     * @param command that it names; null if it names none
     */
    CommandAnswer answer(String name, @Nullable UUID command, State state, JsonNode info) {
        return new CommandAnswer(name, id, command, state, info, received);
    }
}
