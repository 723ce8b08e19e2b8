package city.auriga.iot.codec;

import city.auriga.iot.codec.TopicPattern.Capture;
import city.auriga.iot.codec.TopicPattern.Literal;
import city.auriga.iot.codec.TopicPattern.Rest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a topic belongs to, among many patterns, in steps of the topic and not of the
 * patterns. Where several match, the first level in which they differ decides: text before a
 * capture, a capture before a rest.
 */
public final class TopicRoutes<T> {
    private final Place<T> root;

    private TopicRoutes(Place<T> root) {
        this.root = root;
    }

    /**
     * What a topic was found to belong to.
     *
     * @param captures of the pattern that matched
     */
    public record Route<T>(T value, Map<String, String> captures) {}

    private record End<T>(TopicPattern pattern, T value) {}

    private static final class Place<T> {
        final Map<String, Place<T>> literals = new HashMap<>();
        @Nullable Place<T> capture;
        @Nullable End<T> rest;
        @Nullable End<T> end;
    }

    /**
     * @throws IllegalArgumentException if two patterns match exactly the same topics
     */
    public static <T> TopicRoutes<T> of(Map<TopicPattern, T> routes) {
        var root = new Place<T>();
        routes.forEach((pattern, value) -> add(root, new End<>(pattern, value)));
        return new TopicRoutes<>(root);
    }

    private static <T> void add(Place<T> root, End<T> end) {
        var place = root;
        for (var level : end.pattern().levels()) {
            switch (level) {
                case Literal(var text) ->
                        place = place.literals.computeIfAbsent(text, _ -> new Place<>());
                case Capture _ -> {
                    if (place.capture == null) {
                        place.capture = new Place<>();
                    }
                    place = place.capture;
                }
                case Rest _ -> {
                    requireFree(place.rest, end);
                    place.rest = end;
                    return;
                }
            }
        }
        requireFree(place.end, end);
        place.end = end;
    }

    private static <T> void requireFree(@Nullable End<T> taken, End<T> end) {
        if (taken != null) {
            throw new IllegalArgumentException(
                    "the topics '"
                            + taken.pattern()
                            + "' and '"
                            + end.pattern()
                            + "' are the same");
        }
    }

    public Optional<Route<T>> find(String topic) {
        var levels = TopicPattern.split(topic);
        var end = find(root, levels, 0);
        return end == null
                ? Optional.empty()
                : end.pattern().match(levels).map(captures -> new Route<>(end.value(), captures));
    }

    private static <T> @Nullable End<T> find(Place<T> place, List<String> levels, int index) {
        if (index == levels.size()) {
            return place.end;
        }
        var text = levels.get(index);
        var literal = place.literals.get(text);
        var found = literal == null ? null : find(literal, levels, index + 1);
        if (found == null && place.capture != null && TopicPattern.isTaken(text, index)) {
            found = find(place.capture, levels, index + 1);
        }
        return found == null && TopicPattern.areTaken(levels, index) ? place.rest : found;
    }
}
