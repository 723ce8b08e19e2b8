package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Codecs;
import city.auriga.iot.codec.TopicPattern;
import city.auriga.iot.payload.Topic;
import java.util.List;
import java.util.Map;

/**
 * The topics of a group that are not the agent's own, and the codec that understands what arrives
 * there.
 *
 * @param template name of the codec
 * @param parameters of the codec
 * @param patterns at least one; the apikey stands in them
 */
record TopicDeclaration(
        String template, Map<String, String> parameters, List<TopicPattern> patterns) {
    TopicDeclaration {
        parameters = Map.copyOf(parameters);
        patterns = List.copyOf(patterns);
    }

    /**
     * @param topics as the operator wrote them; empty for those of the codec
     * @throws IllegalArgumentException if there is no such codec, a parameter is wrong, or a topic
     */
    static TopicDeclaration of(
            String template, Map<String, String> parameters, List<String> topics, String apikey) {
        var codec = Codecs.create(template, parameters);
        var written = topics.isEmpty() ? codec.patterns() : topics;
        var patterns = written.stream().map(TopicPattern::parse).toList();
        topics.forEach(topic -> requireHeard(TopicPattern.parse(topic), codec));
        return new TopicDeclaration(
                template,
                parameters,
                patterns.stream().map(pattern -> pattern.with("apikey", apikey)).toList());
    }

    /** Nothing else would ever be heard there, or it would be nobody's. */
    private static void requireHeard(TopicPattern pattern, Codec codec) {
        for (var own : Topic.filters()) {
            if (pattern.isWithin(TopicPattern.parse(captured(own)))) {
                throw new IllegalArgumentException(
                        "topic '" + pattern + "': the agent's own topics '" + own + "' have it");
            }
        }
        boolean named =
                codec.patterns().stream()
                        .map(TopicPattern::parse)
                        .anyMatch(usual -> !usual.captures("device"));
        if (!named && !pattern.captures("device")) {
            throw new IllegalArgumentException(
                    "topic '" + pattern + "': it lacks {device}, which nothing else tells");
        }
    }

    /** A filter as a pattern. */
    private static String captured(String filter) {
        var levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            levels[i] = levels[i].equals("+") ? "{level" + i + "}" : levels[i];
        }
        return String.join("/", levels);
    }

    Codec codec() {
        return Codecs.create(template, parameters);
    }
}
