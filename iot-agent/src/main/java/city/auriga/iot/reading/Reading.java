package city.auriga.iot.reading;

import city.auriga.iot.codec.Incoming;
import city.auriga.iot.command.MessagePart;
import city.auriga.iot.device.GroupTopics.Listening;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device sent.
 *
 * @param transport that brought it
 * @param source the MQTT topic, or the path of the HTTP request
 * @param payload as received
 * @param address says whose it is
 * @param received when it arrived, whole microseconds
 * @param held whether an MQTT broker has kept it (retained), nobody knows for how long
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as received; nobody compares readings
public record Reading(
        Transport transport,
        String source,
        byte[] payload,
        Address address,
        Instant received,
        boolean held) {

    /** One that comes from the device just now. */
    public Reading(
            Transport transport, String source, byte[] payload, Address address, Instant received) {
        this(transport, source, payload, address, received, false);
    }

    /** The same, kept by an MQTT broker. */
    public Reading heldBack() {
        return new Reading(transport, source, payload, address, received, true);
    }

    /** The ways in. */
    public enum Transport {
        MQTT,
        HTTP
    }

    /** Whose a reading is. */
    public sealed interface Address {
        /** Readings with the same take effect in the order in which they arrived. */
        Order order();
    }

    /**
     * What readings have in common that keep their order.
     *
     * @param ofGroup whether the codec of a group says it
     * @param apikey of device or group
     */
    public record Order(boolean ofGroup, String apikey, String name) {
        /**
         * While an apikey changes a device may send with either.
         *
         * @param first what apikeys have in common that are those of the same devices
         */
        Order with(UnaryOperator<String> first) {
            return new Order(ofGroup, first.apply(apikey), name);
        }
    }

    /**
     * The address says which device it is.
     *
     * @param protocol of the payload; null if the group of the device decides
     * @param resource decides between groups that share an apikey; empty if nothing tells
     * @param attribute the one attribute that the payload is the value of; null if the payload
     *     names its attributes
     * @param time of all its measures; null if the payload tells
     * @param answered the command, or the question, that it answers; null if it does not say
     */
    public record OfDevice(
            @Nullable Protocol protocol,
            String resource,
            String apikey,
            String device,
            @Nullable String attribute,
            @Nullable JsonNode time,
            MessageKind kind,
            @Nullable UUID answered)
            implements Address {
        @Override
        public Order order() {
            return new Order(false, apikey, device);
        }
    }

    /**
     * A topic of a group; its codec finds the devices.
     *
     * @param message as the codec wants it
     */
    public record OfGroup(Listening listening, Incoming message) implements Address {
        @Override
        public Order order() {
            return new Order(true, listening.group().apikey(), listening.codec().order(message));
        }
    }

    /**
     * A reading on one of the agent's own topics.
     *
     * @param correlation what the message repeats of one that it answers; null if there is nothing
     */
    public static Reading of(
            Topic topic,
            String source,
            byte[] payload,
            Instant received,
            byte @Nullable [] correlation) {
        var protocol = topic.protocol();
        return new Reading(
                Transport.MQTT,
                source,
                payload,
                new OfDevice(
                        protocol,
                        protocol == null ? "" : protocol.resource(),
                        topic.apikey(),
                        topic.device(),
                        topic.attribute(),
                        null,
                        topic.kind(),
                        correlation == null ? null : id(correlation)),
                received);
    }

    /** Names its parts: the same however often it is worked on, or comes again as what it was. */
    Parts parts() {
        var head = (source + '\n' + received + '\n').getBytes(StandardCharsets.UTF_8);
        var all = ByteBuffer.allocate(head.length + payload.length).put(head).put(payload);
        return new Parts(UUID.nameUUIDFromBytes(all.array()), received);
    }

    /**
     * The parts of a reading.
     *
     * @param reading tells it from others
     */
    record Parts(UUID reading, Instant received) {
        /**
         * @param number that the part has
         */
        MessagePart part(int number) {
            var name = (reading + "\n" + number).getBytes(StandardCharsets.UTF_8);
            return new MessagePart(UUID.nameUUIDFromBytes(name), number, received);
        }
    }

    private static @Nullable UUID id(byte[] correlation) {
        try {
            return UUID.fromString(new String(correlation, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** A reading on a topic that a group listens to. */
    public static Reading of(Listening listening, Incoming message) {
        return new Reading(
                Transport.MQTT,
                message.topic(),
                message.payload(),
                new OfGroup(listening, message),
                message.received());
    }
}
