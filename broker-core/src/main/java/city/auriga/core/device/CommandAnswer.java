package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device said of a command.
 *
 * @param name of the command
 * @param message that said so: the same whenever the same part of the same message is worked on,
 *     and of nothing else
 * @param command the one that it names; null if it names none
 * @param state that the command ends with
 * @param received when the message arrived
 */
public record CommandAnswer(
        String name,
        UUID message,
        @Nullable UUID command,
        State state,
        JsonNode info,
        Instant received) {

    /** What an answer did. */
    public sealed interface Effect {
        /** It ended a command. */
        record Ended(DeviceCommand command) implements Effect {}

        /** It is another one to a command of which everything is wanted. */
        record More(DeviceCommand command) implements Effect {}

        /** No command waits for it, and none that is newer tells otherwise: it is the last word. */
        record Late() implements Effect {}

        /** The device has another address by now, and its commands with it. */
        record Moved() implements Effect {}

        /** It was taken before, nobody wants it, or another command is open, or newer. */
        record Nothing() implements Effect {}
    }
}
