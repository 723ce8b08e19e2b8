package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.util.List;
import java.util.Optional;

/**
 * The language of one ecosystem of devices. Codecs may be used by many threads. Some remember what
 * they heard, within bounds; what they remember can be lost at any time, and decoding a message a
 * second time gives the same again, but for requests.
 */
public interface Codec {
    /** The name that operators write. */
    String name();

    /**
     * Topics to listen to, unless an operator names others. Captures that a codec knows: {@code
     * apikey}, where the ecosystem has a place for it, {@code device}, and those of its own.
     */
    List<String> patterns();

    /**
     * What a message says; nothing if it says nothing of interest.
     *
     * @throws PayloadException if it does not follow the format
     */
    List<Uplink> decode(Incoming message);

    /**
     * The message that carries a command; empty if devices of this ecosystem take none.
     *
     * @throws UnheardException if a capture is missing
     * @throws IllegalArgumentException if the command cannot be said in this language
     */
    default Optional<Downlink> command(Command command) {
        return Optional.empty();
    }

    /**
     * Where commands go, in the words of {@link #patterns()}: every topic of a {@link #command} is
     * one of these. Nobody else may listen there, or command there.
     */
    default List<String> commandPatterns() {
        return List.of();
    }

    /**
     * Whether a device that was told something answers by measuring it: a measure of the name of a
     * command ends the oldest open one.
     */
    default boolean answersByMeasures() {
        return false;
    }

    /** Messages of the same key must be decoded in the order in which they came. */
    default String order(Incoming message) {
        return message.capture("device").orElse(message.topic());
    }

    /** Whether messages say of which device they are if their topic does not. */
    default boolean namesDevices() {
        return false;
    }

    /**
     * Those of {@link #patterns()} where messages are retained that every process has to hear, also
     * if several share the others: who shares a subscription does not get what is retained.
     */
    default List<String> retainedPatterns() {
        return List.of();
    }

    /**
     * Whether what devices tell of themselves says what their messages mean, so that one that was
     * not understood may be later.
     */
    default boolean isExplained() {
        return false;
    }

    /** How many things of earlier messages it remembers. */
    default long remembered() {
        return 0;
    }
}
