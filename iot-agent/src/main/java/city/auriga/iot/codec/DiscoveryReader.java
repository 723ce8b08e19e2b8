package city.auriga.iot.codec;

import city.auriga.iot.codec.DiscoveredComponent.Availability;
import city.auriga.iot.codec.DiscoveredComponent.Order;
import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the configs of Home Assistant discovery: those of one component, and those of a device. */
final class DiscoveryReader {
    private static final int MAX_NAME = 200;
    private static final int MAX_AVAILABILITIES = 16;
    private static final String VALUE = "\\{\\{\\s*value\\s*\\}\\}";
    private static final Set<String> PRESSED = Set.of("button", "scene");

    private final String topic;
    private final String component;
    private final @Nullable String node;
    private final String object;
    private final List<DiscoveredComponent> components = new ArrayList<>();
    private final List<Uplink.Unexplained> failed = new ArrayList<>();

    /**
     * @param node level of the topic; null if it has none
     */
    private DiscoveryReader(String topic, String component, @Nullable String node, String object) {
        this.topic = topic;
        this.component = component;
        this.node = node;
        this.object = object;
    }

    /**
     * What a config describes.
     *
     * @param failed components that are not understood
     */
    record Discovery(List<DiscoveredComponent> components, List<Uplink.Unexplained> failed) {
        Discovery {
            components = List.copyOf(components);
            failed = List.copyOf(failed);
        }
    }

    /**
     * @throws PayloadException if it is no config at all
     */
    static Discovery read(Incoming message) {
        var reader =
                new DiscoveryReader(
                        message.topic(),
                        message.capture("component").orElse("device"),
                        message.capture("node").orElse(null),
                        message.require("object"));
        reader.read(new DiscoveryMembers(List.of(Part.read(message.payload()))));
        return new Discovery(reader.components, reader.failed);
    }

    private void read(DiscoveryMembers config) {
        if (!component.equals("device")) {
            take(config, component, object);
            return;
        }
        var all = config.object("components");
        if (all.isEmpty()) {
            throw new PayloadException("components is missing");
        }
        for (var id : all.get().node().propertyNames()) {
            var part = all.get().object(id);
            // What has nothing but its platform is taken away.
            if (part.isPresent() && part.get().node().size() > 1) {
                var members = config.inside(part.get());
                take(members, members.text("platform").orElse("sensor"), id);
            }
        }
    }

    private void take(DiscoveryMembers config, String kind, String id) {
        var device = device(config, id);
        try {
            var read = component(config, device, kind, id);
            if (read.state() != null || read.order() != null || !read.available().isEmpty()) {
                components.add(read);
            }
        } catch (PayloadException notUnderstood) {
            failed.add(
                    new Uplink.Unexplained(
                            device, shortened(topic) + ": " + notUnderstood.getMessage()));
        }
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** Without an identifier, what stands in its place. */
    private String device(DiscoveryMembers config, String id) {
        var told = config.object("device").map(part -> new DiscoveryMembers(List.of(part)));
        var name =
                told.flatMap(device -> device.value("identifiers"))
                        .map(ids -> ids.isArray() ? ids.path(0) : ids)
                        .filter(JsonNode::isValueNode)
                        .map(HomeAssistant::text)
                        .or(() ->
                                told.flatMap(device -> device.value("connections"))
                                        .map(all -> all.path(0).path(1))
                                        .filter(JsonNode::isString)
                                        .map(HomeAssistant::text))
                        .filter(text -> !text.isBlank())
                        .orElse(
                                node != null
                                        ? node
                                        : component.equals("device") || told.isPresent()
                                                ? object
                                                : config.text("unique_id").orElse(id));
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw config.wrong("device", "a device with identifiers", name);
        }
        return name;
    }

    private DiscoveredComponent component(
            DiscoveryMembers config, String device, String kind, String id) {
        var state = config.topic("state_topic");
        var on = config.payload("payload_on", "ON");
        var off = config.payload("payload_off", "OFF");
        boolean reads = state != null;
        return new DiscoveredComponent(
                device,
                name(config, device, kind, id),
                kind,
                state,
                reads
                        ? config.template("value_template")
                                .or(() -> config.template("state_value_template"))
                                .orElse(ValueTemplate.WHOLE)
                        : ValueTemplate.WHOLE,
                kind.equals("light") && config.text("schema").orElse("").equals("json"),
                config.text("unit_of_measurement").orElse(null),
                config.payload("state_on", on),
                config.payload("state_off", off),
                available(config),
                config.text("availability_mode").orElse("").equals("any"),
                order(config, kind, on, off));
    }

    /** The id of the component, without that of its device in front; else its class, or kind. */
    private String name(DiscoveryMembers config, String device, String kind, String id) {
        var own = id;
        var title = config.object("device").flatMap(part -> part.text("name")).orElse("");
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

    private static List<Availability> available(DiscoveryMembers config) {
        var list = config.all("availability");
        if (list.size() > MAX_AVAILABILITIES) {
            throw config.wrong(
                    "availability", "at most " + MAX_AVAILABILITIES, list.size() + " topics");
        }
        var available = new ArrayList<Availability>();
        for (var one : list) {
            add(available, one, "topic", "value_template");
        }
        add(available, config, "availability_topic", "availability_template");
        return available;
    }

    private static void add(
            List<Availability> available, DiscoveryMembers config, String topic, String template) {
        var found = config.topic(topic);
        if (found != null) {
            available.add(
                    new Availability(
                            found,
                            config.template(template).orElse(ValueTemplate.WHOLE),
                            config.payload("payload_available", "online"),
                            config.payload("payload_not_available", "offline")));
        }
    }

    private static @Nullable Order order(
            DiscoveryMembers config, String kind, String on, String off) {
        var topic = config.topic("command_topic");
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
                parts[0],
                parts[1],
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
