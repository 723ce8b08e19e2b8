package city.auriga.iot.device;

import city.auriga.iot.codec.Codec;
import city.auriga.iot.codec.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The topics of a group, beside those of its codec. What the codec would capture may be written out
 * in them, as the apikey always is, or have another name.
 */
public final class CodecTopics {
    private static final String APIKEY = "apikey";

    private final String apikey;
    private final List<Written> topics = new ArrayList<>();

    /**
     * @param captures of the codec: what stands there in the pattern of the group
     */
    private record Written(TopicPattern pattern, Map<String, String> captures) {
        /** A pattern of the codec for what this topic captures. */
        TopicPattern fixed(TopicPattern codecs, String apikey) {
            var fixed = codecs;
            for (var capture : captures.entrySet()) {
                if (name(capture.getValue()).isEmpty()) {
                    fixed = fixed.with(capture.getKey(), capture.getValue());
                }
            }
            return captures.containsKey(APIKEY) ? fixed : fixed.with(APIKEY, apikey);
        }

        /** The name of a capture of the group; empty if it is text. */
        static Optional<String> name(String written) {
            return written.startsWith("{")
                    ? Optional.of(written.replaceAll("[{+}]", ""))
                    : Optional.empty();
        }
    }

    /**
     * @param patterns of the group; its apikey stands in them
     */
    public CodecTopics(String apikey, List<TopicPattern> patterns, Codec codec) {
        this.apikey = apikey;
        for (var pattern : patterns) {
            var captures = new HashMap<String, String>();
            for (var own : codec.patterns()) {
                TopicPattern.parse(own)
                        .match(pattern.toString())
                        .ifPresent(found -> found.forEach(captures::putIfAbsent));
            }
            topics.add(new Written(pattern, captures));
        }
    }

    /** The captures of a message with what is written out for the codec. */
    Map<String, String> complete(String topic, Map<String, String> captures) {
        var completed = new HashMap<>(captures);
        topics.stream()
                .filter(written -> written.pattern.match(topic).isPresent())
                .findFirst()
                .ifPresent(written ->
                        written.captures.forEach((name, text) -> {
                            var other = Written.name(text);
                            if (other.isEmpty()) {
                                completed.putIfAbsent(name, text);
                            } else if (name.equals(APIKEY)) {
                                completed.putIfAbsent(
                                        name, captures.getOrDefault(other.get(), apikey));
                            }
                        }));
        completed.putIfAbsent(APIKEY, apikey);
        return completed;
    }

    /** What a message says that came on none of the topics, with what they tell of any. */
    public Map<String, String> completed(Map<String, String> captures) {
        var completed = new HashMap<>(captures);
        completed.putAll(known());
        return completed;
    }

    /** What the codec would capture of any message, as far as the topics tell. */
    public Map<String, String> known() {
        var known = new HashMap<String, String>();
        topics.forEach(written -> written.captures.forEach(known::putIfAbsent));
        known.putIfAbsent(APIKEY, apikey);
        known.values().removeIf(text -> Written.name(text).isPresent());
        return known;
    }

    /** Where commands of the group go: those of the codec, with what the topics tell. */
    List<TopicPattern> commandPatterns(Codec codec) {
        return codec.commandPatterns().stream()
                .map(TopicPattern::parse)
                .flatMap(pattern -> topics.stream().map(written -> written.fixed(pattern, apikey)))
                .distinct()
                .toList();
    }
}
