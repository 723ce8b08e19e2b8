package city.auriga.iot.codec;

import city.auriga.iot.payload.Measure;
import org.jspecify.annotations.Nullable;

/** What a message turned out to say. */
public sealed interface Uplink {
    /**
     * A device measured something.
     *
     * @param duplicateKey the same if the network delivers the same measure again; null if it tells
     *     no such thing
     */
    record Reading(String device, Measure measure, @Nullable String duplicateKey)
            implements Uplink {}

    /** A device was heard of, or is known to be gone. */
    record Availability(String device, boolean online) implements Uplink {}

    /**
     * Part of a message means nothing yet: the device has to say something else before.
     *
     * @param detail what is missing
     */
    record Unexplained(String device, String detail) implements Uplink {}

    /** What became of a command that the codec wrote. */
    record CommandState(String device, String commandId, State state, @Nullable String info)
            implements Uplink {}

    /**
     * What became of a command that the device names only by its name: the oldest open one of that
     * name is meant, whatever the case of the letters, and perhaps none is open.
     */
    record CommandResult(String device, String command, State state, @Nullable String info)
            implements Uplink {}

    /** The codec needs something to be sent to go on. */
    record Request(Downlink downlink) implements Uplink {}

    /**
     * A device tells what it is. As for any other part of a message, nothing behind it is taken
     * before it is stored.
     */
    record OfItself(Told told) implements Uplink {}

    /** How far a command got. */
    enum State {
        DELIVERED,
        OK,
        ERROR
    }
}
