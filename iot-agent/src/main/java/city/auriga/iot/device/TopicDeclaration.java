package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.Codecs;
import city.auriga.iot.codec.TopicPattern;
import city.auriga.iot.payload.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    /** Where commands go to devices. */
    private static final List<String> COMMANDS =
            List.of("/{apikey}/{device}/cmd", "{apikey}/{device}/cmd");

    private static final List<String> OWN =
            List.of(
                    "/{apikey}/{device}/cmd",
                    "{apikey}/{device}/cmd",
                    "/{apikey}/{device}/attrs",
                    "{apikey}/{device}/attrs");

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
        for (var command : COMMANDS) {
            requireNoWildApikey(pattern, TopicPattern.parse(command));
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

    /** Who listens to the commands of all apikeys knows all apikeys. */
    private static void requireNoWildApikey(TopicPattern pattern, TopicPattern commands) {
        int apikey = commands.levels().size() - 3;
        if (pattern.conflictsWith(commands)
                && !(pattern.levels().get(Math.min(apikey, pattern.levels().size() - 1))
                        instanceof TopicPattern.Literal)) {
            throw new IllegalArgumentException(
                    "topic '"
                            + pattern
                            + "': it would hear the commands of others; begin it with a level of"
                            + " its own");
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

    /** Texts that stand where commands and measures of the agent have an apikey. */
    Set<String> apikeys() {
        var found = new HashSet<String>();
        for (var pattern : patterns) {
            for (var own : OWN) {
                var agents = TopicPattern.parse(own);
                int place = agents.levels().size() - 3;
                if (pattern.conflictsWith(agents)
                        && pattern.levels().get(Math.min(place, pattern.levels().size() - 1))
                                instanceof TopicPattern.Literal(var apikey)) {
                    found.add(apikey);
                }
            }
        }
        return found;
    }

    Codec codec() {
        return Codecs.create(template, parameters);
    }
}
