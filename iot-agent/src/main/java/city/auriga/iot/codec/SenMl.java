package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * Sensor Measurement Lists (RFC 8428) in JSON: records, of which some set what holds for those
 * behind them. The device is the one of the topic, or else the base name; records of one device and
 * one time are one measure.
 */
final class SenMl implements Codec {
    static final String NAME = "senml";

    private static final int VERSION = 10;

    /** Smaller numbers are times relative to now (4.5.3). */
    private static final BigDecimal ABSOLUTE = BigDecimal.valueOf(1L << 28);

    private static final BigDecimal MILLIS = BigDecimal.valueOf(1_000);

    /** The years that have four digits, in milliseconds since 1970. */
    private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(253_402_300_799_999L);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of("senml/{apikey}/{device}");
    }

    @Override
    public boolean namesDevices() {
        return true;
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var pack = new Pack(message);
        Part.readAll(message.payload()).forEach(pack::add);
        return pack.readings();
    }

    /** What a measure is of. */
    private record Subject(String device, Instant time) {}

    /** A list that is being read. */
    private static final class Pack {
        private final Incoming message;
        private final Map<Subject, MeasureDraft> drafts = new LinkedHashMap<>();
        private String baseName = "";
        private BigDecimal baseTime = BigDecimal.ZERO;
        private @Nullable BigDecimal baseValue;
        private @Nullable BigDecimal baseSum;
        private @Nullable String baseUnit;

        Pack(Incoming message) {
            this.message = message;
        }

        void add(Part part) {
            requireUnderstood(part);
            baseName = part.text("bn").orElse(baseName);
            baseTime = part.number("bt").orElse(baseTime);
            baseUnit = part.text("bu").orElse(baseUnit);
            baseValue = part.number("bv").orElse(baseValue);
            baseSum = part.number("bs").orElse(baseSum);
            var value = value(part);
            var sum = sum(part.number("s").orElse(null), baseSum);
            if (value.isEmpty() && sum == null) {
                return;
            }
            var own = part.text("n").orElse("");
            requireNamed(part, own);
            var draft =
                    drafts.computeIfAbsent(
                            new Subject(device(own), time(part)), _ -> new MeasureDraft());
            var name = attribute(own);
            value.ifPresent(node -> draft.add(name, node));
            if (sum != null) {
                draft.add(name + "_sum", JsonNodeFactory.instance.numberNode(sum));
            }
            if (value.filter(JsonNode::isNumber).isPresent()) {
                draft.unit(name, part.text("u").orElse(baseUnit));
            }
        }

        /** A member that ends with {@code _} must be understood (4.4), and none is. */
        private static void requireUnderstood(Part part) {
            long version = part.whole("bver").orElse(VERSION);
            if (version > VERSION) {
                throw new PayloadException(
                        part.where("bver")
                                + ": expected at most "
                                + VERSION
                                + ", found "
                                + version);
            }
            for (var member : part.node().properties()) {
                if (member.getKey().endsWith("_")) {
                    throw new PayloadException(part.where(member.getKey()) + " is not understood");
                }
            }
        }

        private void requireNamed(Part part, String own) {
            if (own.isEmpty() && baseName.isEmpty()) {
                throw part.missing("n");
            }
        }

        private Optional<JsonNode> value(Part part) {
            var number = sum(part.number("v").orElse(null), hasOther(part) ? null : baseValue);
            if (number != null) {
                return Optional.of(JsonNodeFactory.instance.numberNode(number));
            }
            return part.text("vs")
                    .<JsonNode>map(StringNode::valueOf)
                    .or(() ->
                            part.has("vb")
                                    ? Optional.of(
                                            JsonNodeFactory.instance.booleanNode(part.flag("vb")))
                                    : Optional.empty())
                    .or(() -> part.text("vd").map(StringNode::valueOf));
        }

        private static boolean hasOther(Part part) {
            return part.has("vs") || part.has("vb") || part.has("vd");
        }

        private static @Nullable BigDecimal sum(
                @Nullable BigDecimal own, @Nullable BigDecimal base) {
            return own == null ? base : base == null ? own : own.add(base);
        }

        private Instant time(Part part) {
            var time = part.number("t").orElse(BigDecimal.ZERO).add(baseTime);
            var millis = time.multiply(MILLIS);
            if (millis.abs().compareTo(MAX_MILLIS) > 0) {
                throw new PayloadException(part.where("t") + " and its base are no time");
            }
            return time.compareTo(ABSOLUTE) < 0
                    ? message.received().plusMillis(millis.longValue())
                    : Instant.ofEpochMilli(millis.longValue());
        }

        private String device(String own) {
            return message.capture("device")
                    .orElseGet(() -> baseName.isEmpty() ? own : trimmed(baseName));
        }

        /** Base names end with a divider, so that names can be put behind them. */
        private static String trimmed(String name) {
            return name.length() > 1 && ":/._-".indexOf(name.charAt(name.length() - 1)) >= 0
                    ? name.substring(0, name.length() - 1)
                    : name;
        }

        private String attribute(String own) {
            boolean ownIsDevice = baseName.isEmpty() && message.capture("device").isEmpty();
            return own.isEmpty() || ownIsDevice ? "value" : own;
        }

        List<Uplink> readings() {
            return drafts.entrySet().stream()
                    .<Uplink>map(entry ->
                            new Reading(
                                    entry.getKey().device(),
                                    entry.getValue()
                                            .finish(
                                                    StringNode.valueOf(
                                                            entry.getKey().time().toString())),
                                    null))
                    .toList();
        }
    }
}
