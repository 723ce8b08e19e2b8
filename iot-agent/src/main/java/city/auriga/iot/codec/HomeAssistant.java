package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.OfItself;
import city.auriga.iot.codec.Uplink.Unexplained;
import city.auriga.iot.payload.JsonTree;
import city.auriga.iot.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Devices that describe themselves as Home Assistant discovery has it: retained configs tell on
 * which topics their values are, where in the messages, and how they are told something. The topics
 * that configs may name are those that the operator lets the group have, so that no config brings
 * it what is another's. Nothing is remembered here: what a topic means is looked up in {@link
 * Descriptions}, each time.
 */
final class HomeAssistant implements Codec {
    static final String NAME = "home-assistant";

    /** What Home Assistant takes for a state that nobody knows. */
    private static final String UNKNOWN = "None";

    /** Many components may have the same large part of a message for their state. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private final List<String> configs;
    private final List<TopicPattern> parsed;
    private final List<String> states;
    private final Descriptions descriptions;

    /**
     * Parameters {@code prefix}: of the topics of configs; {@code states}: the topics where devices
     * speak and are told something, with blanks or commas between them.
     */
    HomeAssistant(Parameters parameters, Descriptions descriptions) {
        this.configs = ConfigTopic.patterns(parameters.text("prefix", "homeassistant"));
        this.parsed = configs.stream().map(TopicPattern::parse).toList();
        this.states =
                Stream.of(parameters.text("states", "").split("[\\s,]+"))
                        .filter(text -> !text.isEmpty())
                        .toList();
        this.descriptions = descriptions;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Configs first: they explain the rest. */
    @Override
    public List<String> patterns() {
        return Stream.concat(configs.stream(), states.stream()).toList();
    }

    @Override
    public List<String> retainedPatterns() {
        return configs;
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

    @Override
    public boolean isExplained() {
        return true;
    }

    /** What configs say counts for all that follows, on whatever topic. */
    @Override
    public String order(Incoming message) {
        return "";
    }

    @Override
    public boolean answersByMeasures() {
        return true;
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var config = ConfigTopic.of(parsed, message.topic());
        if (config.isPresent()) {
            return configured(config.get(), message.payload());
        }
        // An empty payload takes a retained message away.
        return message.payload().length == 0 ? List.of() : said(message);
    }

    private static List<Uplink> configured(ConfigTopic topic, byte[] payload) {
        if (payload.length == 0) {
            return List.of(new OfItself(new Told.NoConfig(topic.topic())));
        }
        var read = DiscoveryReader.read(topic, Part.read(payload));
        var told =
                read.topics().isEmpty()
                        ? new Told.NoConfig(topic.topic())
                        : new Told.Config(
                                topic.topic(),
                                read.device(),
                                read.topics(),
                                JsonTree.text(payload));
        var uplinks = new ArrayList<Uplink>(List.of(new OfItself(told)));
        uplinks.addAll(read.failed());
        return uplinks;
    }

    /** Of a config that is stored. */
    private List<DiscoveredComponent> stored(String topic, String document) {
        try {
            var payload = document.getBytes(StandardCharsets.UTF_8);
            return ConfigTopic.of(parsed, topic)
                    .map(config -> DiscoveryReader.read(config, Part.read(payload)).components())
                    .orElse(List.of());
        } catch (PayloadException unreadable) {
            // As it was read once, it will be understood when it comes again.
            return List.of();
        }
    }

    private List<Uplink> said(Incoming message) {
        var components =
                descriptions
                        .on(message.topic(), this::stored)
                        .orElseThrow(() ->
                                new PayloadException(
                                        "no config names the topic '"
                                                + shortened(message.topic())
                                                + "' yet; it is tried again when one does"));
        var heard = new HeardState(message.payload());
        var uplinks = new ArrayList<>(availability(message.topic(), heard, components));
        uplinks.addAll(states(message.topic(), heard, components));
        return uplinks;
    }

    private List<Uplink> availability(
            String topic, HeardState heard, List<DiscoveredComponent> components) {
        var first = new LinkedHashMap<String, DiscoveredComponent>();
        for (var component : components) {
            if (component.available().stream().anyMatch(one -> one.topic().equals(topic))) {
                first.merge(
                        component.device(),
                        component,
                        (one, other) -> one.needsOthers() || !other.needsOthers() ? one : other);
            }
        }
        return first.isEmpty()
                ? List.of()
                : new Presence(topic, heard, descriptions).of(first.values());
    }

    private static List<Uplink> states(
            String topic, HeardState heard, List<DiscoveredComponent> components) {
        var uplinks = new ArrayList<Uplink>();
        var drafts = new LinkedHashMap<String, MeasureDraft>();
        int characters = 0;
        for (var component : components) {
            if (topic.equals(component.state())) {
                var draft = drafts.computeIfAbsent(component.device(), _ -> new MeasureDraft());
                try {
                    characters += add(draft, component, heard);
                } catch (PayloadException wrong) {
                    uplinks.add(
                            new Unexplained(
                                    component.device(),
                                    component.name() + ": " + wrong.getMessage()));
                }
            }
            if (characters > MOST_CHARACTERS) {
                throw new PayloadException(
                        "the states of its components are more than "
                                + MOST_CHARACTERS
                                + " characters");
            }
        }
        drafts.forEach((device, draft) -> {
            if (!draft.isEmpty()) {
                uplinks.add(new Uplink.Reading(device, draft.finish(null), null));
            }
        });
        return uplinks;
    }

    /**
     * @return how many characters the value has
     */
    private static int add(MeasureDraft draft, DiscoveredComponent component, HeardState heard) {
        if (component.json()) {
            return addLight(draft, component, heard.part());
        }
        var value = component.value().value(heard);
        var text = value.map(DiscoveredComponent::text).orElse(UNKNOWN);
        if (value.isEmpty() || text.equals(UNKNOWN)) {
            return 0;
        }
        draft.add(component.name(), value(component, value.get()));
        draft.unit(component.name(), component.unit());
        return text.length();
    }

    /** What else its messages hold is of other components. */
    private static int addLight(MeasureDraft draft, DiscoveredComponent component, Part state) {
        int characters = 0;
        var on = state.value("state");
        if (on.isPresent()) {
            draft.add(component.name(), value(component, on.get()));
        }
        for (var member : List.of("brightness", "color_temp", "color", "color_mode", "effect")) {
            var value = state.value(member);
            if (value.isPresent()) {
                draft.add(component.name() + "_" + member, value.get());
                characters += DiscoveredComponent.text(value.get()).length();
            }
        }
        return characters;
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

    @Override
    public Optional<Downlink> command(Command command) {
        var known = descriptions.of(command.device(), this::stored);
        if (known.isEmpty()) {
            throw new UnheardException("the device has not told what it is");
        }
        for (var component : known) {
            var order = component.order();
            if (order != null && component.name().equals(command.name())) {
                var payload = component.payload(order, command.value());
                return Optional.of(
                        new Downlink(
                                order.topic(),
                                payload.getBytes(StandardCharsets.UTF_8),
                                order.qos(),
                                order.retain()));
            }
        }
        throw new IllegalArgumentException(
                "no config of the device has a command_topic for '" + command.name() + "'");
    }
}
