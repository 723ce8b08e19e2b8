package city.auriga.iot.reading;

import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a device sent.
 *
 * @param transport that brought it
 * @param source the MQTT topic, or the path of the HTTP request
 * @param protocol of the payload; null if the group of the device decides
 * @param resource decides between groups that share an apikey; empty if nothing tells
 * @param attribute the one attribute that the payload is the value of; null if the payload names
 *     its attributes
 * @param time of all its measures; null if the payload tells
 * @param received when it arrived, whole microseconds
 * @param result whether it answers to commands
 * @param command the one that it answers to, by the word of the transport; null if that says
 *     nothing
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as received; nobody compares readings
public record Reading(
        Transport transport,
        String source,
        @Nullable Protocol protocol,
        String resource,
        String apikey,
        String device,
        @Nullable String attribute,
        byte[] payload,
        @Nullable JsonNode time,
        Instant received,
        boolean result,
        @Nullable UUID command) {

    public Reading(
            Transport transport,
            String source,
            @Nullable Protocol protocol,
            String resource,
            String apikey,
            String device,
            @Nullable String attribute,
            byte[] payload,
            @Nullable JsonNode time,
            Instant received) {
        this(
                transport, source, protocol, resource, apikey, device, attribute, payload, time,
                received, false, null);
    }

    /** The same as an answer to commands. */
    public Reading asResult(@Nullable UUID answered) {
        return new Reading(
                transport, source, protocol, resource, apikey, device, attribute, payload, time,
                received, true, answered);
    }

    /** The ways in. */
    public enum Transport {
        MQTT,
        HTTP
    }

    /**
     * @param correlation what the message repeats of one that it answers; null if there is nothing
     */
    public static Reading of(
            Topic topic,
            String source,
            byte[] payload,
            Instant received,
            byte @Nullable [] correlation) {
        var reading = of(topic, source, payload, received);
        return topic.result() && correlation != null ? reading.asResult(id(correlation)) : reading;
    }

    private static @Nullable UUID id(byte[] correlation) {
        try {
            return UUID.fromString(new String(correlation, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    public static Reading of(Topic topic, String source, byte[] payload, Instant received) {
        var protocol = topic.protocol();
        var reading =
                new Reading(
                        Transport.MQTT,
                        source,
                        protocol,
                        protocol == null ? "" : protocol.resource(),
                        topic.apikey(),
                        topic.device(),
                        topic.attribute(),
                        payload,
                        null,
                        received);
        return topic.result() ? reading.asResult(null) : reading;
    }
}
