package city.auriga.iot.codec;

import static java.util.Map.entry;

import city.auriga.iot.payload.PayloadException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Members of a config of Home Assistant discovery, by their long names or their short ones. What a
 * component does not say itself, the config around it says for all of its components.
 *
 * @param parts the component first
 */
record DiscoveryMembers(List<Part> parts) {
    private static final int MAX_TOPIC = 1_024;
    private static final int MAX_PAYLOAD = 255;
    private static final int MAX_TEXT = 1_000;

    private static final Pattern TOPIC = Pattern.compile("(.*_)?(topic|t)");

    private static final Map<String, String> SHORT =
            Map.ofEntries(
                    entry("availability", "avty"),
                    entry("availability_mode", "avty_mode"),
                    entry("availability_template", "avty_tpl"),
                    entry("availability_topic", "avty_t"),
                    entry("command_template", "cmd_tpl"),
                    entry("command_topic", "cmd_t"),
                    entry("components", "cmps"),
                    entry("connections", "cns"),
                    entry("device", "dev"),
                    entry("device_class", "dev_cla"),
                    entry("identifiers", "ids"),
                    entry("payload_available", "pl_avail"),
                    entry("payload_lock", "pl_lock"),
                    entry("payload_not_available", "pl_not_avail"),
                    entry("payload_off", "pl_off"),
                    entry("payload_on", "pl_on"),
                    entry("payload_press", "pl_prs"),
                    entry("payload_unlock", "pl_unlk"),
                    entry("platform", "p"),
                    entry("retain", "ret"),
                    entry("state_off", "stat_off"),
                    entry("state_on", "stat_on"),
                    entry("state_topic", "stat_t"),
                    entry("state_value_template", "stat_val_tpl"),
                    entry("topic", "t"),
                    entry("unique_id", "uniq_id"),
                    entry("unit_of_measurement", "unit_of_meas"),
                    entry("value_template", "val_tpl"));

    DiscoveryMembers {
        parts = List.copyOf(parts);
    }

    DiscoveryMembers inside(Part component) {
        return new DiscoveryMembers(Stream.concat(Stream.of(component), parts.stream()).toList());
    }

    Optional<JsonNode> value(String member) {
        return find(member).flatMap(found -> found.part.value(found.name));
    }

    Optional<String> text(String member) {
        return find(member)
                .flatMap(found -> found.part.text(found.name))
                .map(text -> bounded(member, text, MAX_TEXT));
    }

    private String bounded(String member, String text, int most) {
        if (text.length() > most) {
            throw wrong(member, "at most " + most + " characters", text);
        }
        return text;
    }

    Optional<Part> object(String member) {
        return find(member).flatMap(found -> found.part.object(found.name));
    }

    boolean flag(String member) {
        return find(member).map(found -> found.part.flag(found.name)).orElse(false);
    }

    /** The payload that stands for something: numbers and Booleans are taken for their texts. */
    String payload(String member, String otherwise) {
        return value(member)
                .map(DiscoveredComponent::text)
                .map(text -> bounded(member, text, MAX_PAYLOAD))
                .orElse(otherwise);
    }

    Optional<ValueTemplate> template(String member) {
        return text(member)
                .map(text ->
                        ValueTemplate.parse(text)
                                .orElseThrow(() ->
                                        wrong(
                                                member,
                                                "{{ value }} or {{ value_json.x.y }}",
                                                text)));
    }

    /** A topic, with the base in the place of a first or last {@code ~}. */
    @Nullable String topic(String member) {
        var written = text(member).orElse("");
        if (written.isEmpty()) {
            return null;
        }
        var topic = resolved(written);
        if (!isTopic(topic)) {
            throw wrong(member, "a topic", topic);
        }
        return topic;
    }

    private String resolved(String written) {
        var base = text("~").orElse("");
        var topic = written.startsWith("~") ? base + written.substring(1) : written;
        return topic.endsWith("~") ? topic.substring(0, topic.length() - 1) + base : topic;
    }

    private static boolean isTopic(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TOPIC
                && text.chars().noneMatch(c -> c == '#' || c == '+' || Character.isISOControl(c));
    }

    /** Whatever topics the first part names, be they of use here or not. */
    Stream<String> named() {
        return named(parts.getFirst().node());
    }

    private Stream<String> named(JsonNode node) {
        return node.properties().stream()
                .flatMap(member -> {
                    var value = member.getValue();
                    if (value.isString()) {
                        return TOPIC.matcher(member.getKey()).matches()
                                ? Stream.of(resolved(value.stringValue()))
                                : Stream.empty();
                    }
                    return value.isArray()
                            ? value.valueStream().flatMap(this::named)
                            : Stream.empty();
                })
                .filter(DiscoveryMembers::isTopic);
    }

    /** What is in a list, or the one thing. */
    List<DiscoveryMembers> all(String member) {
        var found = find(member);
        if (found.isEmpty()) {
            return List.of();
        }
        var part = found.get().part;
        var name = found.get().name;
        var parts =
                part.value(name).filter(JsonNode::isArray).isPresent()
                        ? part.objects(name)
                        : part.object(name).stream().toList();
        return parts.stream().map(this::inside).toList();
    }

    PayloadException wrong(String member, String expected, String found) {
        var where = find(member).map(f -> f.part.where(f.name)).orElse(member);
        var shown = found.length() > 80 ? found.substring(0, 80) + "…" : found;
        return new PayloadException(where + ": expected " + expected + ", found '" + shown + "'");
    }

    private record Found(Part part, String name) {}

    private Optional<Found> find(String member) {
        var abbreviation = SHORT.getOrDefault(member, member);
        return parts.stream()
                .flatMap(part ->
                        Stream.of(member, abbreviation)
                                .filter(part::has)
                                .map(name -> new Found(part, name)))
                .findFirst();
    }
}
