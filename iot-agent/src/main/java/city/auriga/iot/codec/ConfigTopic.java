package city.auriga.iot.codec;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topic of a config of Home Assistant discovery.
 *
 * @param topic all of it
 * @param component what the config is about; {@code device} for a device with all it has
 * @param node level of the topic that names the device; null if it has none
 * @param object names the component, or the device
 */
record ConfigTopic(String topic, String component, @Nullable String node, String object) {
    private static final int MOST_CHARACTERS = 1_024;

    /** Topics of configs behind a prefix. */
    static List<String> patterns(String prefix) {
        return List.of(
                prefix + "/{component}/{object}/config",
                prefix + "/{component}/{node}/{object}/config");
    }

    /** Empty if it is another topic. */
    static Optional<ConfigTopic> of(List<TopicPattern> patterns, String topic) {
        return patterns.stream()
                .flatMap(pattern -> pattern.match(topic).stream())
                .findFirst()
                .map(captures ->
                        new ConfigTopic(
                                topic,
                                captures.getOrDefault("component", "device"),
                                captures.get("node"),
                                captures.getOrDefault("object", "")));
    }

    boolean isOfDevice() {
        return component.equals("device");
    }

    /** Whether it can be stored, and told. */
    boolean isUsual() {
        return topic.length() <= MOST_CHARACTERS
                && topic.chars().noneMatch(Character::isISOControl);
    }
}
