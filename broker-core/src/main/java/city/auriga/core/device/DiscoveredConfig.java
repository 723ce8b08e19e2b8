package city.auriga.core.device;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What devices tell of themselves under one topic.
 *
 * @param topic where it was told; a later one of the same topic takes its place
 * @param device that it is about
 * @param topics that it names, and of how many components the states are told on each
 * @param document as it came; the agent alone reads it
 */
public record DiscoveredConfig(
        String topic, String device, Map<String, Integer> topics, String document) {
    private static final long ROW = 200;

    public DiscoveredConfig {
        topics = Map.copyOf(topics);
    }

    /** About what it takes where it is stored: each topic that it names is a row of its own. */
    public long bytes() {
        long bytes = document.getBytes(StandardCharsets.UTF_8).length + topic.length() + ROW;
        for (var named : topics.keySet()) {
            bytes += named.length() + ROW;
        }
        return bytes;
    }
}
