package city.auriga.iot.codec;

import city.auriga.iot.codec.DiscoveredComponent.Availability;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Devices that describe themselves as Home Assistant discovery has it: retained configs tell on
 * which topics their values are, where in the messages, and how they are told something. The topics
 * that configs may name are those that the operator lets the group have, so that no config brings
 * it what is another's. What is heard before its config waits for it for a while.
 */
final class HomeAssistant implements Codec {
    static final String NAME = "home-assistant";

    private static final long MAX_CONFIGS = 64_000_000;
    private static final long MAX_WAITING = 4_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What Home Assistant takes for a state that nobody knows. */
    private static final String UNKNOWN = "None";

    private final String prefix;
    private final List<String> states;
    private final DiscoveredComponents components;

    /** The last message of topics that no config has named yet. */
    private final Cache<String, Incoming> waiting =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_WAITING)
                    .weigher((String topic, Incoming message) ->
                            500 + 2 * topic.length() + message.payload().length)
                    .expireAfterWrite(PATIENCE)
                    .executor(Runnable::run)
                    .build();

    /**
     * Parameters {@code prefix}: of the topics of configs; {@code states}: the topics where devices
     * speak and are told something, with blanks or commas between them.
     */
    HomeAssistant(Parameters parameters) {
        this(
                parameters.text("prefix", "homeassistant"),
                Stream.of(parameters.text("states", "").split("[\\s,]+"))
                        .filter(text -> !text.isEmpty())
                        .toList(),
                MAX_CONFIGS);
    }

    HomeAssistant(String prefix, List<String> states, long most) {
        this.prefix = prefix;
        this.states = List.copyOf(states);
        this.components = new DiscoveredComponents(most);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> patterns() {
        return Stream.concat(
                        Stream.of(
                                prefix + "/{component}/{object}/config",
                                prefix + "/{component}/{node}/{object}/config"),
                        states.stream())
                .toList();
    }

    /** Wherever devices speak they may be told something: configs say where. */
    @Override
    public List<String> commandPatterns() {
        return states;
    }

    @Override
    public boolean namesDevices() {
        return true;
    }

    /** What configs say counts for all that follows, on whatever topic. */
    @Override
    public String order(Incoming message) {
        return "";
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        return isConfig(message) ? configured(message) : said(message);
    }

    private boolean isConfig(Incoming message) {
        return message.topic().startsWith(prefix + "/")
                && message.topic().endsWith("/config")
                && message.capture("object").isPresent();
    }

    private List<Uplink> configured(Incoming message) {
        if (message.payload().length == 0) {
            components.put(message.topic(), List.of());
            return List.of();
        }
        var read = DiscoveryReader.read(message);
        components.put(message.topic(), read.components());
        var uplinks = new ArrayList<Uplink>(read.failed());
        read.components().stream()
                .flatMap(component -> topics(component).stream())
                .distinct()
                .forEach(topic -> {
                    var earlier = waiting.asMap().remove(topic);
                    if (earlier != null) {
                        uplinks.addAll(explained(earlier, earlier.received().toString()));
                    }
                });
        return uplinks;
    }

    private static List<String> topics(DiscoveredComponent component) {
        var state = component.state();
        return Stream.concat(
                        state == null ? Stream.of() : Stream.of(state),
                        component.available().stream().map(Availability::topic))
                .toList();
    }

    private List<Uplink> said(Incoming message) {
        var topic = message.topic();
        // An empty payload takes a retained message away.
        if (message.payload().length == 0) {
            return List.of();
        }
        if (components.ofState(topic).isEmpty() && components.ofAvailability(topic).isEmpty()) {
            waiting.put(topic, message);
            return List.of();
        }
        return explained(message, null);
    }

    /**
     * @param time of the values; null for now
     */
    private List<Uplink> explained(Incoming message, @Nullable String time) {
        var uplinks = new ArrayList<Uplink>(availability(message));
        var drafts = new LinkedHashMap<String, MeasureDraft>();
        for (var component : components.ofState(message.topic())) {
            var draft = drafts.computeIfAbsent(component.device(), _ -> new MeasureDraft());
            try {
                add(draft, component, message.payload());
            } catch (PayloadException wrong) {
                uplinks.add(
                        new Uplink.Unexplained(
                                component.device(), component.name() + ": " + wrong.getMessage()));
            }
        }
        drafts.forEach((device, draft) -> {
            if (!draft.isEmpty()) {
                var at = time == null ? null : StringNode.valueOf(time);
                uplinks.add(new Uplink.Reading(device, draft.finish(at), null));
            }
        });
        return uplinks;
    }

    private List<Uplink> availability(Incoming message) {
        var told = new LinkedHashMap<String, Uplink>();
        for (var component : components.ofAvailability(message.topic())) {
            if (!told.containsKey(component.device())) {
                component.available().stream()
                        .filter(one -> one.topic().equals(message.topic()))
                        .findFirst()
                        .flatMap(one -> isThere(one, message.payload()))
                        .map(said -> components.isThere(component, message.topic(), said))
                        .ifPresent(online ->
                                told.put(
                                        component.device(),
                                        new Uplink.Availability(component.device(), online)));
            }
        }
        return List.copyOf(told.values());
    }

    /** Other texts say nothing, as for Home Assistant. */
    private static Optional<Boolean> isThere(Availability told, byte[] payload) {
        return told.value()
                .value(payload)
                .flatMap(value ->
                        DiscoveredComponent.isText(told.there(), value)
                                ? Optional.of(true)
                                : DiscoveredComponent.isText(told.gone(), value)
                                        ? Optional.of(false)
                                        : Optional.empty());
    }

    private static void add(MeasureDraft draft, DiscoveredComponent component, byte[] payload) {
        if (component.json()) {
            addLight(draft, component, Part.read(payload));
            return;
        }
        var value = component.value().value(payload);
        if (value.isEmpty() || text(value.get()).equals(UNKNOWN)) {
            return;
        }
        draft.add(component.name(), value(component, value.get()));
        draft.unit(component.name(), component.unit());
    }

    /** What else its messages hold is of other components. */
    private static void addLight(MeasureDraft draft, DiscoveredComponent component, Part state) {
        state.value("state")
                .ifPresent(value -> draft.add(component.name(), value(component, value)));
        for (var member : List.of("brightness", "color_temp", "color", "color_mode", "effect")) {
            state.value(member)
                    .ifPresent(value -> draft.add(component.name() + "_" + member, value));
        }
    }

    private static JsonNode value(DiscoveredComponent component, JsonNode value) {
        if (DiscoveredComponent.SWITCHED.contains(component.kind())) {
            var on = component.isOn(value);
            if (on == null) {
                throw Part.unlike(
                        "the state",
                        shortened(component.on()) + " or " + shortened(component.off()),
                        value);
            }
            return on;
        }
        return value.isString() ? plain(component, value) : value;
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /**
     * Texts are what they look like, where text is not what is meant; objects, as of events, are
     * laid flat.
     */
    private static JsonNode plain(DiscoveredComponent component, JsonNode text) {
        return switch (component.kind()) {
            case "text", "select" -> text;
            default ->
                    JsonTree.find(text.stringValue())
                            .filter(found ->
                                    found.isNumber() || found.isBoolean() || found.isObject())
                            .orElse(text);
        };
    }

    /** A value as a text of a message. */
    static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    @Override
    public Optional<Downlink> command(Command command) {
        var component =
                components
                        .ofOrder(command.device(), command.name())
                        .orElseThrow(() ->
                                new UnheardException(
                                        "no config of the device has a command_topic for '"
                                                + command.name()
                                                + "'"));
        var order = component.order();
        return order == null
                ? Optional.empty()
                : Optional.of(
                        new Downlink(
                                order.topic(),
                                component
                                        .payload(order, command.value())
                                        .getBytes(StandardCharsets.UTF_8),
                                order.qos(),
                                order.retain()));
    }

    @Override
    public boolean answersByMeasures() {
        return true;
    }

    @Override
    public long remembered() {
        return components.size();
    }
}
