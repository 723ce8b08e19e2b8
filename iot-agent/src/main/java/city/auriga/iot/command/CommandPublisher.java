package city.auriga.iot.command;

import city.auriga.iot.codec.Downlink;
import java.time.Duration;
import java.util.UUID;

/** Publishes commands at an MQTT broker. */
public interface CommandPublisher {
    /**
     * A command on its topic.
     *
     * @param answers topic that the device may answer on
     * @param id for the device to repeat with its answer
     * @param expiry after which nobody shall get it any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(
            String topic,
            byte[] payload,
            int qos,
            boolean retain,
            String answers,
            UUID id,
            Duration expiry) {}

    /** What the broker did with a message. */
    enum Fate {
        TAKEN,
        /** It has no subscriber. */
        NOBODY,
        /** There is no connection to it, or it did not answer. */
        AWAY
    }

    /** Whether a message may find a subscriber, as far as one sees without publishing. */
    boolean mayReach(String topic) throws InterruptedException;

    /**
     * Whether a message may find a subscriber that is connected, so that it can answer at once; as
     * far as one sees without publishing.
     */
    default boolean mayReachNow(String topic) throws InterruptedException {
        return mayReach(topic);
    }

    /** Publishes; blocks, but not for long. */
    Fate publish(Message message) throws InterruptedException;

    /**
     * Publishes a message that has nothing but a topic and a payload.
     *
     * @param apikey of the device, or its group
     */
    Fate publish(Downlink downlink, String apikey) throws InterruptedException;

    /** The same for one device on a topic of its own, which the agent has heard it on, too. */
    default Fate publish(Downlink downlink, String apikey, String device)
            throws InterruptedException {
        return publish(downlink, apikey);
    }
}
