package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Availability;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * Zigbee2MQTT. Names of devices may hold {@code /}, and operators rename devices: the retained list
 * of each bridge tells where a name ends, and the address of the device, which is its key here.
 * Without the list the name is.
 */
final class Zigbee2Mqtt implements Codec {
    static final String NAME = "zigbee2mqtt";

    private static final int MAX_REMEMBERED = 100_000;
    private static final String LIST = "bridge/devices";
    private static final String LOG = "bridge/logging";

    private static final String FAILED_SET = "Publish 'set'";

    /** What a bridge logs if a device could not be reached. */
    private static final Pattern FAILURE =
            Pattern.compile(FAILED_SET + " '([^']+)' to '(.+?)' failed: '?(.*?)'?", Pattern.DOTALL);

    /** What is said to a device, not by it. */
    private static final Pattern ORDER = Pattern.compile("(.+)/(set|get)(/[^/]+)?");

    private static final String AVAILABILITY = "availability";

    /** By the topic of the bridge, with its last slash. */
    private final Cache<String, Bridge> bridges;

    private final String base;

    /** Parameter {@code base}: the topic of the bridge. */
    Zigbee2Mqtt(Parameters parameters) {
        this(parameters.text("base", "zigbee2mqtt"), MAX_REMEMBERED);
    }

    Zigbee2Mqtt(String base, int remembered) {
        this.base = base;
        this.bridges =
                Caffeine.newBuilder()
                        .maximumWeight(remembered)
                        .weigher((String _, Bridge bridge) -> 1 + bridge.devices().size())
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * @param units of its values, by their names
     */
    private record Device(String key, Map<String, String> units) {}

    /** The devices of a bridge, by their names. */
    private record Bridge(Map<String, Device> devices) {}

    /**
     * What a topic is about.
     *
     * @param tail what stands behind the name; empty for the state
     */
    private record Subject(Device device, String tail) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return List.of(base + "/{device+}");
    }

    /**
     * A name may have several levels, so that all topics of the bridge may be those of commands.
     */
    @Override
    public List<String> commandPatterns() {
        return patterns();
    }

    @Override
    public String order(Incoming message) {
        // What the list of the devices says counts for all that follows it.
        return bridge(message, message.captures().getOrDefault("device", ""));
    }

    private static String bridge(Incoming message, String path) {
        var topic = message.topic();
        return topic.endsWith(path) ? topic.substring(0, topic.length() - path.length()) : "";
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var path = message.require("device");
        var bridge = bridge(message, path);
        if (path.equals(LIST)) {
            bridges.put(bridge, read(Part.readAll(message.payload())));
            return List.of();
        }
        if (path.equals(LOG)) {
            return logged(bridges.getIfPresent(bridge), message.payload());
        }
        // An empty payload takes a retained message away.
        if (path.startsWith("bridge/") || message.payload().length == 0) {
            return List.of();
        }
        return subject(bridges.getIfPresent(bridge), path)
                .map(subject -> say(subject, message.payload()))
                .orElse(List.of());
    }

    private static List<Uplink> logged(@Nullable Bridge bridge, byte[] payload) {
        if (!new String(payload, StandardCharsets.UTF_8).contains(FAILED_SET)) {
            return List.of();
        }
        var root = Part.read(payload);
        var text = root.text("message").orElse("");
        var failure = FAILURE.matcher(text.substring(Math.max(0, text.indexOf(FAILED_SET))));
        if (!root.text("level").orElse("").equals("error") || !failure.matches()) {
            return List.of();
        }
        var name = failure.group(2);
        var known = bridge == null ? null : bridge.devices().get(name);
        return List.of(
                new Uplink.CommandResult(
                        known == null ? name : known.key(),
                        failure.group(1),
                        Uplink.State.ERROR,
                        failure.group(3)));
    }

    private static Optional<Subject> subject(@Nullable Bridge bridge, String path) {
        for (int end = path.length();
                bridge != null && end > 0;
                end = path.lastIndexOf('/', end - 1)) {
            var known = bridge.devices().get(path.substring(0, end));
            if (known != null) {
                var tail = end == path.length() ? "" : path.substring(end + 1);
                return tail.matches("(set|get)(/.*)?")
                        ? Optional.empty()
                        : Optional.of(new Subject(known, tail));
            }
        }
        if (ORDER.matcher(path).matches()) {
            return Optional.empty();
        }
        boolean availability = path.endsWith("/" + AVAILABILITY);
        var name =
                availability ? path.substring(0, path.length() - AVAILABILITY.length() - 1) : path;
        return Optional.of(
                new Subject(new Device(name, Map.of()), availability ? AVAILABILITY : ""));
    }

    private static List<Uplink> say(Subject subject, byte[] payload) {
        var device = subject.device();
        return switch (subject.tail()) {
            case "" -> state(device, Part.read(payload));
            case AVAILABILITY -> List.of(new Availability(device.key(), isOnline(payload)));
            default -> value(device, subject.tail(), payload);
        };
    }

    private static boolean isOnline(byte[] payload) {
        var text = JsonTree.text(payload).strip();
        var state = text.startsWith("{") ? Part.read(payload).requireText("state") : text;
        return switch (state) {
            case "online" -> true;
            case "offline" -> false;
            default ->
                    throw new PayloadException(
                            "state: expected online or offline, found '" + shortened(state) + "'");
        };
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private static List<Uplink> state(Device device, Part state) {
        var left = new HashSet<>(Set.of("last_seen"));
        if (state.value("action").filter(Zigbee2Mqtt::isNoAction).isPresent()) {
            left.add("action");
        }
        var draft = new MeasureDraft().addMembersExcept(state.node(), left);
        return reading(device, draft, state.value("last_seen").orElse(null));
    }

    /** A bridge says once more that nothing was pressed, after each press. */
    private static boolean isNoAction(JsonNode action) {
        return action.isString() && action.stringValue().isEmpty();
    }

    /** One value under a topic of its own: an option of the bridge. */
    private static List<Uplink> value(Device device, String name, byte[] payload) {
        var text = JsonTree.text(payload);
        var value = JsonTree.find(text).orElseGet(() -> StringNode.valueOf(text));
        if (name.equals("last_seen") || name.equals("action") && isNoAction(value)) {
            return List.of();
        }
        return reading(device, new MeasureDraft().add(name, value), null);
    }

    private static List<Uplink> reading(
            Device device, MeasureDraft draft, @Nullable JsonNode time) {
        for (var name : draft.names()) {
            draft.unit(name, device.units().get(name));
        }
        return draft.isEmpty()
                ? List.of()
                : List.of(new Reading(device.key(), draft.finish(time), null));
    }

    private static Bridge read(List<Part> list) {
        var devices = new HashMap<String, Device>();
        for (var device : list) {
            var name = device.text("friendly_name");
            var address = device.text("ieee_address");
            if (name.isPresent() && address.isPresent()) {
                devices.put(name.get(), new Device(address.get(), units(device)));
            }
        }
        return new Bridge(devices);
    }

    private static Map<String, String> units(Part device) {
        var units = new HashMap<String, String>();
        var definition = device.object("definition");
        definition.ifPresent(part -> addUnits(units, "", part.objects("exposes")));
        return Map.copyOf(units);
    }

    /**
     * What is exposed is a value, or a composite of such, or a light and the like without a name.
     */
    private static void addUnits(Map<String, String> units, String prefix, List<Part> exposed) {
        for (var item : exposed) {
            var property = item.text("property");
            var name = property.map(text -> AttributeNames.of(prefix + text)).orElse("");
            var unit = item.text("unit");
            if (property.isPresent() && unit.isPresent()) {
                units.put(name, unit.get());
            }
            addUnits(
                    units,
                    property.map(text -> prefix + text + "_").orElse(prefix),
                    item.objects("features"));
        }
    }

    /** A bridge takes the address of a device for its name. */
    @Override
    public Optional<Downlink> command(Command command) {
        var body = JsonNodeFactory.instance.objectNode().set(command.name(), command.value());
        // A device without an address has its name for a key, which may be of several levels.
        var device = TopicPattern.parse("{device+}").with("device", command.device());
        return Optional.of(
                new Downlink(
                        base + "/" + device + "/set",
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        1,
                        false));
    }

    @Override
    public boolean answersByMeasures() {
        return true;
    }

    @Override
    public long remembered() {
        return bridges.asMap().values().stream().mapToLong(bridge -> bridge.devices().size()).sum();
    }
}
