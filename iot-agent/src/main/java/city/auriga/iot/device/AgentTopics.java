package city.auriga.iot.device;

import city.auriga.iot.codec.TopicPattern;
import city.auriga.iot.codec.TopicPattern.Literal;
import city.auriga.iot.payload.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The agent's own topics, against those that groups choose for themselves: in its own ones an
 * apikey tells whose device it is, so that nobody may stand where the apikeys of others do.
 */
final class AgentTopics {
    /** Where devices are told something. */
    private static final List<Own> COMMANDS =
            Stream.of("/{apikey}/{device}/cmd", "/{apikey}/{device}/configuration/values")
                    .flatMap(topic -> Stream.of(topic, topic.substring(1)))
                    .map(Own::of)
                    .toList();

    /** Where measures, answers and requests come from. */
    private static final List<Own> MEASURES =
            Topic.filters().stream().map(AgentTopics::captured).map(Own::of).toList();

    private AgentTopics() {}

    /**
     * @param apikey the level where it stands
     */
    private record Own(TopicPattern pattern, int apikey) {
        static Own of(String text) {
            var pattern = TopicPattern.parse(text);
            var levels = pattern.levels();
            int last = levels.size() - 1;
            while (!(levels.get(last) instanceof Literal)) {
                last--;
            }
            while (levels.get(last - 1) instanceof Literal) {
                last--;
            }
            return new Own(pattern, last - 2);
        }

        /** What a pattern that meets this one has for an apikey. */
        TopicPattern.Level apikey(TopicPattern met) {
            var levels = met.levels();
            return levels.get(Math.min(apikey, levels.size() - 1));
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

    /**
     * Refuses to listen where nothing else would ever be heard, and where the commands of all are.
     *
     * @throws IllegalArgumentException that says so
     */
    static void requireHeard(TopicPattern pattern) {
        for (var own : MEASURES) {
            if (pattern.isWithin(own.pattern)) {
                throw new IllegalArgumentException(
                        "topic '"
                                + pattern
                                + "': the agent's own topics '"
                                + own.pattern.filter()
                                + "' have it");
            }
        }
        requireApikey(pattern, COMMANDS, "it would hear the commands of others");
    }

    /**
     * Refuses commands that could be taken for those to other devices, or for what they measure.
     *
     * @throws IllegalArgumentException that says so
     */
    static void requireOwn(TopicPattern commands) {
        requireApikey(commands, COMMANDS, "commands there would reach the devices of others");
        requireApikey(commands, MEASURES, "commands there would pass for measures of others");
    }

    private static void requireApikey(TopicPattern pattern, List<Own> all, String otherwise) {
        for (var own : all) {
            if (pattern.conflictsWith(own.pattern) && !(own.apikey(pattern) instanceof Literal)) {
                throw new IllegalArgumentException(
                        "topic '"
                                + pattern
                                + "': "
                                + otherwise
                                + "; begin it with a level of its own");
            }
        }
    }

    /** Texts that stand where commands and measures of the agent have an apikey. */
    static Set<String> apikeys(Stream<TopicPattern> patterns) {
        var found = new HashSet<String>();
        patterns.forEach(pattern ->
                Stream.concat(COMMANDS.stream(), MEASURES.stream())
                        .filter(own -> pattern.conflictsWith(own.pattern))
                        .forEach(own -> {
                            if (own.apikey(pattern) instanceof Literal(var apikey)) {
                                found.add(apikey);
                            }
                        }));
        return found;
    }
}
