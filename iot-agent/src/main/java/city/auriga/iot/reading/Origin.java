package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading.Transport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** How a reading came, as a text that its dead letter keeps, so that it can be tried again. */
final class Origin {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Origin() {}

    static String of(Reading reading) {
        var origin =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("transport", reading.transport().name())
                        .put("resource", reading.resource())
                        .put("apikey", reading.apikey())
                        .put("device", reading.device())
                        .put("size", reading.payload().length);
        if (reading.protocol() != null) {
            origin.put("protocol", reading.protocol().name());
        }
        if (reading.attribute() != null) {
            origin.put("attribute", reading.attribute());
        }
        if (reading.time() != null) {
            origin.set("time", reading.time());
        }
        return origin.toString();
    }

    /** The reading of a letter, as it arrived; empty if the letter is too old to tell. */
    static Optional<Reading> reading(DeadLetter letter) {
        var origin = letter.origin();
        return origin == null
                ? Topic.parse(letter.source())
                        .map(topic ->
                                Reading.of(
                                        topic,
                                        letter.source(),
                                        letter.payload(),
                                        letter.lastSeen()))
                : Optional.of(reading(letter, MAPPER.readTree(origin)));
    }

    private static Reading reading(DeadLetter letter, JsonNode origin) {
        var protocol = text(origin, "protocol");
        return new Reading(
                Transport.valueOf(origin.path("transport").asString()),
                letter.source(),
                protocol == null ? null : Protocol.valueOf(protocol),
                origin.path("resource").asString(),
                origin.path("apikey").asString(),
                origin.path("device").asString(),
                text(origin, "attribute"),
                letter.payload(),
                origin.get("time"),
                letter.lastSeen());
    }

    /** Whether less is kept than arrived. */
    static boolean isCutOff(DeadLetter letter) {
        int kept = letter.payload().length;
        var origin = letter.origin();
        return origin == null
                ? kept == Letters.KEPT_BYTES
                : MAPPER.readTree(origin).path("size").asInt(kept) > kept;
    }

    private static @Nullable String text(JsonNode origin, String member) {
        var node = origin.get(member);
        return node == null ? null : node.asString();
    }
}
