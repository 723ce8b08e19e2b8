package city.auriga.iot.codec;

import city.auriga.iot.codec.DiscoveredComponent.Availability;
import city.auriga.iot.codec.DiscoveredComponent.Mode;
import city.auriga.iot.codec.DiscoveredComponent.Order;
import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the configs of Home Assistant discovery: those of one component, and those of a device. */
final class DiscoveryReader {
    private static final int MAX_NAME = 200;
    private static final int MAX_AVAILABILITIES = 8;
    private static final int MAX_COMPONENTS = 500;
    private static final int MAX_TOPICS = 2_000;
    private static final String VALUE = "\\{\\{\\s*value\\s*\\}\\}";
    private static final Set<String> PRESSED = Set.of("button", "scene");

    private final ConfigTopic topic;
    private final String device;
    private final List<DiscoveredComponent> components = new ArrayList<>();
    private final Map<String, Integer> topics = new TreeMap<>();
    private final List<Uplink.Unexplained> failed = new ArrayList<>();

    /** What many components have from the config around them is there once. */
    private final Map<Object, Object> shared = new HashMap<>();

    private DiscoveryReader(ConfigTopic topic, String device) {
        this.topic = topic;
        this.device = device;
    }

    /**
     * What a config describes.
     *
     * @param topics that it names, and how many states are told on each
     * @param failed components that are not understood
     */
    record Discovery(
            String device,
            List<DiscoveredComponent> components,
            Map<String, Integer> topics,
            List<Uplink.Unexplained> failed) {
        Discovery {
            components = List.copyOf(components);
            topics = Map.copyOf(topics);
            failed = List.copyOf(failed);
        }
    }

    /**
     * @throws PayloadException if it is no config at all
     */
    static Discovery read(ConfigTopic topic, Part document) {
        if (!topic.isUsual()) {
            throw new PayloadException("the topic of the config: expected an ordinary one");
        }
        var config = new DiscoveryMembers(List.of(document));
        var reader = new DiscoveryReader(topic, device(topic, config));
        reader.read(config);
        if (reader.topics.size() > MAX_TOPICS) {
            throw new PayloadException("expected at most " + MAX_TOPICS + " topics in one config");
        }
        return new Discovery(reader.device, reader.components, reader.topics, reader.failed);
    }

    private void read(DiscoveryMembers config) {
        if (!topic.isOfDevice()) {
            take(config, topic.component(), topic.object());
            return;
        }
        var all = config.object("components");
        if (all.isEmpty()) {
            throw new PayloadException("components is missing");
        }
        int number = all.get().node().size();
        if (number > MAX_COMPONENTS) {
            throw new PayloadException(
                    "expected at most "
                            + MAX_COMPONENTS
                            + " components in one config, found "
                            + number);
        }
        for (var id : all.get().node().propertyNames()) {
            takeOne(config, all.get(), id);
        }
        if (!topics.isEmpty()) {
            config.named().forEach(named -> name(named, 0));
        }
    }

    private void takeOne(DiscoveryMembers config, Part all, String id) {
        try {
            var part = all.object(id);
            // What has nothing but its platform is taken away.
            if (part.isPresent() && part.get().node().size() > 1) {
                var members = config.inside(part.get());
                take(members, members.text("platform").orElse("sensor"), id);
            }
        } catch (PayloadException notUnderstood) {
            fail(notUnderstood);
        }
    }

    private void take(DiscoveryMembers config, String kind, String id) {
        try {
            var read = component(config, kind, id);
            if (read.state() != null || read.order() != null || !read.available().isEmpty()) {
                components.add(read);
            }
            if (read.state() != null) {
                name(read.state(), 1);
            }
            Stream.concat(config.named(), topics(read)).forEach(named -> name(named, 0));
        } catch (PayloadException notUnderstood) {
            fail(notUnderstood);
        }
    }

    /** No more than what tells that there are too many. */
    private void name(String named, int states) {
        if (topics.size() <= MAX_TOPICS) {
            topics.merge(named, states, Integer::sum);
        }
    }

    private static Stream<String> topics(DiscoveredComponent read) {
        var told = read.available().stream().map(Availability::topic);
        return read.order() == null ? told : Stream.concat(told, Stream.of(read.order().topic()));
    }

    private void fail(PayloadException notUnderstood) {
        failed.add(
                new Uplink.Unexplained(
                        device, shortened(topic.topic()) + ": " + notUnderstood.getMessage()));
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** Without an identifier, what stands in its place. */
    private static String device(ConfigTopic topic, DiscoveryMembers config) {
        var told = config.object("device").map(part -> new DiscoveryMembers(List.of(part)));
        var name =
                told.flatMap(device -> device.value("identifiers"))
                        .map(ids -> ids.isArray() ? ids.path(0) : ids)
                        .filter(JsonNode::isValueNode)
                        .map(DiscoveredComponent::text)
                        .or(() ->
                                told.flatMap(device -> device.value("connections"))
                                        .map(all -> all.path(0).path(1))
                                        .filter(JsonNode::isString)
                                        .map(DiscoveredComponent::text))
                        .filter(text -> !text.isBlank())
                        .orElseGet(() -> otherwise(topic, config, told.isPresent()));
        if (!isName(name)) {
            throw config.wrong(
                    "device", "a device with an identifier of ordinary characters", name);
        }
        return name;
    }

    private static String otherwise(ConfigTopic topic, DiscoveryMembers config, boolean told) {
        if (topic.node() != null) {
            return topic.node();
        }
        return topic.isOfDevice() || told
                ? topic.object()
                : config.text("unique_id").orElse(topic.object());
    }

    private static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME
                && name.chars().noneMatch(Character::isISOControl);
    }

    private DiscoveredComponent component(DiscoveryMembers config, String kind, String id) {
        var state = topic(config, "state_topic");
        var on = config.payload("payload_on", "ON");
        var off = config.payload("payload_off", "OFF");
        return new DiscoveredComponent(
                device,
                name(config, kind, id),
                kind,
                state,
                state == null ? ValueTemplate.WHOLE : value(config),
                kind.equals("light") && config.text("schema").orElse("").equals("json"),
                config.text("unit_of_measurement").orElse(null),
                config.payload("state_on", on),
                config.payload("state_off", off),
                available(config),
                mode(config),
                order(config, kind, on, off));
    }

    private @Nullable String topic(DiscoveryMembers config, String member) {
        var topic = config.topic(member);
        return topic == null ? null : shared(topic);
    }

    @SuppressWarnings("unchecked") // what is equal is of the same type
    private <T> T shared(T read) {
        return (T) shared.computeIfAbsent(read, _ -> read);
    }

    private ValueTemplate value(DiscoveryMembers config) {
        return shared(
                config.template("value_template")
                        .or(() -> config.template("state_value_template"))
                        .orElse(ValueTemplate.WHOLE));
    }

    private static Mode mode(DiscoveryMembers config) {
        return switch (config.text("availability_mode").orElse("")) {
            case "all" -> Mode.ALL;
            case "any" -> Mode.ANY;
            default -> Mode.LATEST;
        };
    }

    /** The id of the component, without that of its device in front; else its class, or kind. */
    private String name(DiscoveryMembers config, String kind, String id) {
        var own = id;
        var title = config.object("device").flatMap(part -> part.text("name")).orElse("");
        var node = topic.node();
        for (var prefix : new String[] {device, node == null ? "" : node, slug(title)}) {
            own = prefix.isEmpty() ? own : without(prefix, own);
        }
        var name = own.isEmpty() ? config.text("device_class").orElse(kind) : own;
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw config.wrong("unique_id", "an id of at most " + MAX_NAME + " characters", name);
        }
        return AttributeNames.of(name);
    }

    private static String without(String prefix, String id) {
        if (!id.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return id;
        }
        var rest = id.substring(prefix.length());
        return rest.isEmpty() || rest.startsWith("_") || rest.startsWith("-")
                ? rest.replaceFirst("^[_-]+", "")
                : id;
    }

    private static String slug(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{Nd}]+", "_");
    }

    private List<Availability> available(DiscoveryMembers config) {
        var list = config.all("availability");
        if (list.size() > MAX_AVAILABILITIES) {
            throw config.wrong(
                    "availability", "at most " + MAX_AVAILABILITIES, list.size() + " topics");
        }
        var available = new ArrayList<Availability>();
        for (var one : list) {
            add(available, one, "topic", "value_template");
        }
        if (list.isEmpty()) {
            add(available, config, "availability_topic", "availability_template");
        }
        return shared(List.copyOf(available));
    }

    private void add(
            List<Availability> available, DiscoveryMembers config, String topic, String template) {
        var found = topic(config, topic);
        if (found != null) {
            available.add(
                    shared(
                            new Availability(
                                    found,
                                    shared(config.template(template).orElse(ValueTemplate.WHOLE)),
                                    config.payload("payload_available", "online"),
                                    config.payload("payload_not_available", "offline"))));
        }
    }

    private @Nullable Order order(DiscoveryMembers config, String kind, String on, String off) {
        var topic = topic(config, "command_topic");
        if (topic == null) {
            return null;
        }
        var template = config.text("command_template").orElse("{{ value }}");
        var parts = template.split(VALUE, -1);
        if (parts.length != 2 || (parts[0] + parts[1]).matches("(?s).*(\\{\\{|\\{%).*")) {
            throw config.wrong("command_template", "text around one {{ value }}", template);
        }
        boolean lock = kind.equals("lock");
        var yes = PRESSED.contains(kind) ? config.payload("payload_press", pressed(kind, on)) : on;
        return new Order(
                topic,
                shared(parts[0]),
                shared(parts[1]),
                lock ? config.payload("payload_lock", "LOCK") : yes,
                lock ? config.payload("payload_unlock", "UNLOCK") : off,
                qos(config),
                config.flag("retain"));
    }

    private static String pressed(String kind, String on) {
        return kind.equals("button") ? "PRESS" : on;
    }

    private static int qos(DiscoveryMembers config) {
        var qos = config.payload("qos", "1");
        if (!qos.matches("[012]")) {
            throw config.wrong("qos", "0, 1 or 2", qos);
        }
        return Integer.parseInt(qos);
    }
}
