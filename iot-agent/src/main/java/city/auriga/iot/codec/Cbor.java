package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * CBOR (RFC 8949): a map of values by name, or an array of such maps, as the agent's own JSON. Byte
 * strings become base64; numbers that are none are left out.
 */
final class Cbor implements Codec {
    static final String NAME = "cbor";

    private static final int MAX_DEPTH = 64;
    private static final CBORMapper MAPPER =
            CBORMapper.builder(
                            CBORFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final String valueName;

    /** Parameter {@code name}: of a payload that is one value, where the topic names none. */
    Cbor(Parameters parameters) {
        valueName = parameters.text("name", "value");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("cbor/{apikey}/{device}", "cbor/{apikey}/{device}/{attribute}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var device = message.require("device");
        var root = plain(read(message.payload()));
        var attribute = message.capture("attribute");
        if (attribute.isPresent() || root.isValueNode()) {
            var draft = new MeasureDraft().add(attribute.orElse(valueName), root);
            return List.of(new Reading(device, draft.finish(null), null));
        }
        var readings = new ArrayList<Uplink>();
        for (var element : root.isArray() ? root : List.of(root)) {
            readings.add(new Reading(device, measure(element), null));
        }
        return readings;
    }

    private static Measure measure(JsonNode node) {
        if (!node.isObject()) {
            throw new PayloadException(
                    "expected a map of values, or an array of such maps, found "
                            + node.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        var members = new LinkedHashMap<String, JsonNode>();
        node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return Measure.of(members, null);
    }

    private static JsonNode read(byte[] payload) {
        if (payload.length == 0) {
            throw new PayloadException("the payload is empty");
        }
        try {
            return MAPPER.readTree(payload);
        } catch (JacksonException e) {
            throw new PayloadException("not CBOR: " + e.getOriginalMessage());
        }
    }

    /** The same in what JSON has. */
    private static JsonNode plain(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var plain = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(m -> plain.set(m.getKey(), plain(m.getValue())));
                yield plain;
            }
            case ArrayNode array -> {
                var plain = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case JsonNode value when value.isBinary() -> StringNode.valueOf(value.asString());
            case JsonNode value when isNoNumber(value) -> JsonNodeFactory.instance.nullNode();
            default -> node;
        };
    }

    private static boolean isNoNumber(JsonNode node) {
        return node.isMissingNode()
                || (node.isFloat() || node.isDouble()) && !Double.isFinite(node.doubleValue());
    }
}
