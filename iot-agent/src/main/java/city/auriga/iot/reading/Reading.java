package city.auriga.iot.reading;

import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import java.time.Instant;
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
        Instant received) {

    /** The ways in. */
    public enum Transport {
        MQTT,
        HTTP
    }

    public static Reading of(Topic topic, String source, byte[] payload, Instant received) {
        var protocol = topic.protocol();
        return new Reading(
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
    }
}
