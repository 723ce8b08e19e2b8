package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.device.CommandRule;
import city.auriga.iot.device.Sender;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** One way to send commands. */
public interface CommandWay {
    /** Whether this is the way to a device; of several the first is. */
    boolean serves(Sender sender);

    /** Whether this process can send to the device now, as far as one sees without trying. */
    boolean isOpen(Sender sender) throws InterruptedException;

    /** Sends; blocks. */
    Outcome send(Sender sender, CommandRule rule, DeviceCommand command)
            throws InterruptedException;

    /** How long sending may take. */
    Duration patience();

    /** What became of a try. */
    sealed interface Outcome {
        /** On its way; the device will answer. */
        record Sent() implements Outcome {}

        /** The device answered at once. */
        record Answered(JsonNode info) implements Outcome {}

        /** Another try is of no use. */
        record Refused(String reason) implements Outcome {}

        /**
         * Later it may be possible.
         *
         * @param perhaps whether the device may have got it all the same
         */
        record NotNow(String reason, boolean perhaps) implements Outcome {}
    }
}
