package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.GroupTopics.Listening;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.Reading.Transport;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a reading came, as a text that its dead letter keeps, so that it can be tried again. Of a
 * message over MQTT the topic says all.
 */
final class Origin {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Origin() {}

    static String of(Reading reading) {
        var origin = JsonNodeFactory.instance.objectNode().put("size", reading.payload().length);
        if (reading.held()) {
            origin.put("held", true);
        }
        if (reading.transport() == Transport.HTTP) {
            switch (reading.address()) {
                case OfDevice address -> describe(address, origin);
                case OfGroup(var listening, var message) -> {
                    origin.put("resource", listening.group().resource());
                    origin.put("apikey", listening.group().apikey());
                    var captures = origin.putObject("captures");
                    message.captures().forEach(captures::put);
                }
            }
        }
        return origin.toString();
    }

    /** Of a letter whose payload is not kept. */
    static String cutOff(int size) {
        return JsonNodeFactory.instance.objectNode().put("size", Math.max(1, size)).toString();
    }

    private static void describe(OfDevice address, ObjectNode origin) {
        origin.put("resource", address.resource())
                .put("apikey", address.apikey())
                .put("device", address.device());
        if (address.protocol() != null) {
            origin.put("protocol", address.protocol().name());
        }
        if (address.attribute() != null) {
            origin.put("attribute", address.attribute());
        }
        switch (address.kind()) {
            case MEASURES -> {}
            case RESULTS -> origin.put("result", true);
            case CONFIGURATION -> origin.put("configuration", true);
        }
        if (address.time() != null) {
            origin.set("time", address.time());
        }
    }

    /**
     * The reading of a letter, as it arrived, on the topics that there are now; empty if nobody
     * listens there, the letter is too old to tell, or it is an Entity that another broker refused.
     */
    static Optional<Reading> reading(DeadLetter letter, GroupTopics topics) {
        var origin = tree(letter);
        if (origin.has("device")) {
            return Optional.of(
                    new Reading(
                            Transport.HTTP,
                            letter.source(),
                            letter.payload(),
                            address(origin),
                            letter.lastSeen()));
        }
        if (origin.has("captures")) {
            return topics.find(origin.path("resource").asString(), origin.path("apikey").asString())
                    .map(listening -> posted(listening, letter, origin));
        }
        if (origin.has("entity")) {
            return Optional.empty();
        }
        return published(letter, topics)
                .map(reading ->
                        origin.path("held").asBoolean(false) ? reading.heldBack() : reading);
    }

    private static Optional<Reading> published(DeadLetter letter, GroupTopics topics) {
        var topic = letter.source();
        return Topic.parse(topic)
                .map(own -> Reading.of(own, topic, letter.payload(), letter.lastSeen(), null))
                .or(() ->
                        topics.preview(topic)
                                .map(route ->
                                        Reading.of(
                                                route.value(),
                                                new Incoming(
                                                        topic,
                                                        route.captures(),
                                                        letter.payload(),
                                                        letter.lastSeen()))));
    }

    private static Reading posted(Listening listening, DeadLetter letter, JsonNode origin) {
        var captures = new HashMap<String, String>();
        origin.path("captures").forEachEntry((name, value) -> captures.put(name, value.asString()));
        var path = letter.source().replaceFirst("[?].*", "");
        return new Reading(
                Transport.HTTP,
                letter.source(),
                letter.payload(),
                new OfGroup(
                        listening,
                        new Incoming(path, captures, letter.payload(), letter.lastSeen())),
                letter.lastSeen());
    }

    private static OfDevice address(JsonNode origin) {
        var protocol = text(origin, "protocol");
        return new OfDevice(
                protocol == null ? null : Protocol.valueOf(protocol),
                origin.path("resource").asString(),
                origin.path("apikey").asString(),
                origin.path("device").asString(),
                text(origin, "attribute"),
                origin.get("time"),
                kind(origin),
                null);
    }

    private static MessageKind kind(JsonNode origin) {
        if (origin.path("configuration").asBoolean(false)) {
            return MessageKind.CONFIGURATION;
        }
        return origin.path("result").asBoolean(false) ? MessageKind.RESULTS : MessageKind.MEASURES;
    }

    /** Whose a reading was, as far as its address tells. */
    record Claim(String apikey, String device) {
        static Claim of(Reading reading) {
            return switch (reading.address()) {
                case OfDevice address -> new Claim(address.apikey(), address.device());
                case OfGroup(var listening, var message) ->
                        new Claim(
                                listening.group().apikey(),
                                message.captures().getOrDefault("device", ""));
            };
        }
    }

    /** Whether less is kept than arrived. */
    static boolean isCutOff(DeadLetter letter) {
        int kept = letter.payload().length;
        return tree(letter).path("size").asInt(kept) > kept
                || (letter.origin() == null && kept == Letters.KEPT_BYTES);
    }

    private static JsonNode tree(DeadLetter letter) {
        var origin = letter.origin();
        return origin == null ? JsonNodeFactory.instance.objectNode() : MAPPER.readTree(origin);
    }

    private static @Nullable String text(JsonNode origin, String member) {
        var node = origin.get(member);
        return node == null ? null : node.asString();
    }
}
