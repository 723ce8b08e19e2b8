package city.auriga.iot.codec;

import city.auriga.iot.codec.EdgeNode.Definition;
import city.auriga.iot.codec.SparkplugPayload.Metric;
import city.auriga.iot.codec.Uplink.Availability;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.Request;
import city.auriga.iot.codec.Uplink.Unexplained;
import city.auriga.iot.payload.PayloadException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * Sparkplug B, 3.0 and 2.2. The group of Sparkplug is in the place of the apikey. An edge node is
 * the device {@code node}, what is behind it the device {@code node:device}. All messages of an
 * edge node must be decoded in their order and by the same codec.
 */
final class SparkplugB implements Codec {
    static final String NAME = "sparkplug-b";

    static final String NAMESPACE = "spBv1.0";
    private static final String REBIRTH = "Node Control/Rebirth";

    /** Metrics and devices of all edge nodes. */
    private static final int MAX_REMEMBERED = 1_000_000;

    private final Cache<Address, EdgeNode> nodes;

    SparkplugB() {
        this(MAX_REMEMBERED);
    }

    SparkplugB(int remembered) {
        nodes =
                Caffeine.newBuilder()
                        .maximumWeight(remembered)
                        .weigher((Address _, EdgeNode node) -> node.weight())
                        .executor(Runnable::run)
                        .build();
    }

    /** Which edge node. */
    private record Address(String group, String node) {}

    /** Which of its devices, or itself, and what about it. */
    private record Subject(Address address, String device, String type) {
        String key() {
            // A colon divides the two, so the node's own must be written differently.
            var node = address.node().replace("%", "%25").replace(":", "%3A");
            return device.equals(EdgeNode.ITSELF) ? node : node + ":" + device;
        }

        Subject of(String other) {
            return new Subject(address, other, type);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of(
                NAMESPACE + "/{apikey}/{type}/{node}",
                NAMESPACE + "/{apikey}/{type}/{node}/{device}");
    }

    @Override
    public List<String> commandPatterns() {
        return List.of(
                NAMESPACE + "/{apikey}/NCMD/{node}", NAMESPACE + "/{apikey}/DCMD/{node}/{device}");
    }

    @Override
    public String order(Incoming message) {
        return message.capture("apikey").orElse("") + "/" + message.capture("node").orElse("");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var subject =
                new Subject(
                        new Address(message.require("apikey"), message.require("node")),
                        message.capture("device").orElse(EdgeNode.ITSELF),
                        message.require("type"));
        requireLevels(message, subject);
        var uplinks = new ArrayList<Uplink>();
        switch (subject.type()) {
            case "NBIRTH", "DBIRTH", "NDATA", "DDATA", "NDEATH", "DDEATH" -> {
                var payload = SparkplugReader.read(message.payload());
                nodes.asMap()
                        .compute(
                                subject.address(),
                                (_, known) ->
                                        hear(
                                                known == null ? EdgeNode.unknown() : known,
                                                subject,
                                                payload,
                                                message.received(),
                                                uplinks));
            }
            default -> {
                // commands, ours or of others, and what later versions may say
            }
        }
        return uplinks;
    }

    private static void requireLevels(Incoming message, Subject subject) {
        boolean ofDevice = subject.type().startsWith("D");
        if (ofDevice == subject.device().equals(EdgeNode.ITSELF)) {
            throw new PayloadException(
                    "the topic '"
                            + message.topic()
                            + "': "
                            + subject.type()
                            + (ofDevice
                                    ? " is of a device"
                                    : " is of an edge node, not of a device"));
        }
    }

    private static EdgeNode hear(
            EdgeNode node,
            Subject subject,
            SparkplugPayload payload,
            Instant now,
            List<Uplink> uplinks) {
        var next =
                switch (subject.type()) {
                    case "NBIRTH" -> born(node.born(payload), subject, payload, uplinks);
                    case "DBIRTH" ->
                            born(
                                    node.after(payload).born(subject.device(), payload),
                                    subject,
                                    payload,
                                    uplinks);
                    case "NDEATH" -> dead(node, subject, payload, uplinks);
                    case "DDEATH" -> {
                        uplinks.add(new Availability(subject.key(), false));
                        yield node.after(payload).without(subject.device());
                    }
                    default -> data(node.after(payload), subject, payload, uplinks);
                };
        if (subject.type().equals("NDEATH") || !next.shouldBeAsked(now)) {
            return next;
        }
        uplinks.add(new Request(rebirth(subject.address(), now)));
        return next.askedAt(now);
    }

    private static EdgeNode born(
            EdgeNode node, Subject subject, SparkplugPayload payload, List<Uplink> uplinks) {
        uplinks.add(new Availability(subject.key(), true));
        addReadings(node, subject, payload, uplinks);
        return node;
    }

    private static EdgeNode data(
            EdgeNode node, Subject subject, SparkplugPayload payload, List<Uplink> uplinks) {
        addReadings(node, subject, payload, uplinks);
        long nameless =
                payload.metrics().stream()
                        .filter(metric -> metric.value() != null)
                        .filter(metric -> node.definition(subject.device(), metric).isEmpty())
                        .count();
        if (nameless > 0) {
            uplinks.add(
                    new Unexplained(
                            subject.key(),
                            "metrics with an alias that no birth has told of: " + nameless));
        }
        return node.knows(subject.device()) ? node : node.uncertain();
    }

    private static EdgeNode dead(
            EdgeNode node, Subject subject, SparkplugPayload payload, List<Uplink> uplinks) {
        if (!node.endsWith(payload)) {
            return node;
        }
        uplinks.add(new Availability(subject.key(), false));
        for (var device : node.births().keySet()) {
            if (!device.equals(EdgeNode.ITSELF)) {
                uplinks.add(new Availability(subject.of(device).key(), false));
            }
        }
        // What was born stays known: the same death, heard once more, says the same.
        return node.uncertain();
    }

    /** Metrics have times of their own; those of one time are one measure. */
    private static void addReadings(
            EdgeNode node, Subject subject, SparkplugPayload payload, List<Uplink> uplinks) {
        var drafts = new LinkedHashMap<Optional<Long>, MeasureDraft>();
        for (var metric : payload.metrics()) {
            var definition = node.definition(subject.device(), metric);
            if (definition.isPresent() && metric.value() != null) {
                var time = metric.timestamp() == null ? payload.timestamp() : metric.timestamp();
                add(
                        drafts.computeIfAbsent(Optional.ofNullable(time), _ -> new MeasureDraft()),
                        definition.get(),
                        metric);
            }
        }
        drafts.forEach((time, draft) -> {
            if (!draft.isEmpty()) {
                uplinks.add(new Reading(subject.key(), draft.finish(time(time)), null));
            }
        });
    }

    private static void add(MeasureDraft draft, Definition definition, Metric metric) {
        if (metric.value() == null || SparkplugPayload.isControl(definition.name())) {
            return;
        }
        try {
            draft.add(
                    definition.name(), SparkplugValues.json(metric.value(), definition.datatype()));
        } catch (PayloadException e) {
            throw new PayloadException(definition.name() + ": " + e.getMessage());
        }
        draft.unit(definition.name(), definition.unit());
    }

    private static @Nullable JsonNode time(Optional<Long> millis) {
        return millis.map(value -> StringNode.valueOf(Instant.ofEpochMilli(value).toString()))
                .orElse(null);
    }

    private static Downlink rebirth(Address address, Instant now) {
        var payload =
                SparkplugWriter.command(REBIRTH, SparkplugValues.BOOLEAN, BooleanNode.TRUE, now);
        return new Downlink(topic(address, "NCMD", EdgeNode.ITSELF), payload, 0, false);
    }

    private static String topic(Address address, String type, String device) {
        var topic = String.join("/", NAMESPACE, address.group(), type, address.node());
        return device.equals(EdgeNode.ITSELF) ? topic : topic + "/" + device;
    }

    /**
     * The command is a metric, by its own name or by the one of its Attribute. Until the birth is
     * heard, its datatype follows from the value.
     */
    @Override
    public Optional<Downlink> command(Command command) {
        var group = command.captures().get("apikey");
        if (group == null) {
            throw new UnheardException("a command for Sparkplug needs an apikey, the group");
        }
        var parts = command.device().split(":", 2);
        var address = new Address(group, parts[0].replace("%3A", ":").replace("%25", "%"));
        var device = parts.length == 1 ? EdgeNode.ITSELF : parts[1];
        var topic = topic(address, parts.length == 1 ? "NCMD" : "DCMD", device);
        TopicPattern.parse(topic);
        var metric =
                Optional.ofNullable(nodes.getIfPresent(address))
                        .flatMap(node -> node.named(device, command.name()))
                        .filter(definition -> definition.datatype() != 0)
                        .orElseGet(() ->
                                new Definition(command.name(), datatype(command.value()), null));
        var payload =
                SparkplugWriter.command(
                        metric.name(), metric.datatype(), command.value(), command.time());
        return Optional.of(new Downlink(topic, payload, 0, false));
    }

    private static int datatype(JsonNode value) {
        if (value.isBoolean()) {
            return SparkplugValues.BOOLEAN;
        }
        if (value.isNumber()) {
            return value.isIntegralNumber() ? SparkplugValues.INT64 : SparkplugValues.DOUBLE;
        }
        return SparkplugValues.STRING;
    }

    @Override
    public boolean answersByMeasures() {
        return true;
    }

    @Override
    public long remembered() {
        return nodes.asMap().values().stream().mapToLong(EdgeNode::weight).sum();
    }
}
