package city.auriga.iot.codec;

import static java.util.Map.entry;

import city.auriga.iot.payload.PayloadException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        return find(member).flatMap(found -> found.part.text(found.name));
    }

    Optional<Part> object(String member) {
        return find(member).flatMap(found -> found.part.object(found.name));
    }

    boolean flag(String member) {
        return find(member).map(found -> found.part.flag(found.name)).orElse(false);
    }

    /** The payload that stands for something: numbers and Booleans are taken for their texts. */
    String payload(String member, String otherwise) {
        return value(member).map(HomeAssistant::text).orElse(otherwise);
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
        var base = text("~").orElse("");
        var topic = written.startsWith("~") ? base + written.substring(1) : written;
        topic = topic.endsWith("~") ? topic.substring(0, topic.length() - 1) + base : topic;
        if (topic.isEmpty() || topic.length() > MAX_TOPIC || topic.matches("(?s).*[#+\\x00].*")) {
            throw wrong(member, "a topic", topic);
        }
        return topic;
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
