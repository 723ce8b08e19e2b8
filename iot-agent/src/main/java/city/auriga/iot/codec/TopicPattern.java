package city.auriga.iot.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which topics a group listens to, such as {@code v3/{apikey}/devices/{device}/up}: levels as they
 * are, levels whose text is captured, and perhaps a last <code>{name+}</code> that captures all the
 * levels that are left, at least one. As in MQTT, nothing captured is empty, and a topic that
 * begins with {@code $} is captured by no first level.
 */
public record TopicPattern(List<Level> levels) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    public TopicPattern {
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("a topic has at least one level");
        }
    }

    /** One step of a topic; the rest stands for many. */
    public sealed interface Level {}

    public record Literal(String text) implements Level {}

    public record Capture(String name) implements Level {}

    public record Rest(String name) implements Level {}

    /**
     * @throws IllegalArgumentException if it is no pattern; the message says what is wrong with it
     */
    public static TopicPattern parse(String text) {
        var levels = new ArrayList<Level>();
        var names = new HashSet<String>();
        for (var part : split(text)) {
            if (!levels.isEmpty() && levels.getLast() instanceof Rest rest) {
                throw broken(text, "{" + rest.name() + "+} must be the last level");
            }
            if (part.isEmpty() && !levels.isEmpty()) {
                throw broken(text, "a level is empty");
            }
            var level = level(text, part);
            if (!(level instanceof Literal) && !names.add(name(level))) {
                throw broken(text, "{" + name(level) + "} stands there twice");
            }
            levels.add(level);
        }
        if (levels.equals(List.of(new Literal("")))) {
            throw broken(text, "it is empty");
        }
        return new TopicPattern(levels);
    }

    private static Level level(String pattern, String part) {
        if (!part.startsWith("{") || !part.endsWith("}")) {
            requireLiteral(pattern, part);
            return new Literal(part);
        }
        boolean rest = part.endsWith("+}");
        var name = part.substring(1, part.length() - (rest ? 2 : 1));
        if (!NAME.matcher(name).matches()) {
            throw broken(
                    pattern,
                    "'"
                            + part
                            + "': expected a name of letters, digits and '_' in braces, found '"
                            + name
                            + "'");
        }
        return rest ? new Rest(name) : new Capture(name);
    }

    private static void requireLiteral(String pattern, String part) {
        if (part.contains("+") || part.contains("#")) {
            throw broken(
                    pattern, "'" + part + "': write {name} for '+' and a last {name+} for '#'");
        }
        if (part.contains("{") || part.contains("}")) {
            throw broken(pattern, "'" + part + "': a capture is a whole level, such as {name}");
        }
        if (part.indexOf('\0') >= 0) {
            throw broken(pattern, "no topic holds the character U+0000");
        }
    }

    private static IllegalArgumentException broken(String pattern, String reason) {
        return new IllegalArgumentException("topic '" + pattern + "': " + reason);
    }

    private static String name(Level level) {
        return switch (level) {
            case Literal literal -> literal.text();
            case Capture capture -> capture.name();
            case Rest rest -> rest.name();
        };
    }

    /** What the captures hold, by their names; empty if the topic is not one of the pattern's. */
    public Optional<Map<String, String>> match(String topic) {
        return match(split(topic));
    }

    Optional<Map<String, String>> match(List<String> topic) {
        var captures = new LinkedHashMap<String, String>();
        for (int i = 0; i < levels.size(); i++) {
            if (i == topic.size() || !take(i, topic, captures)) {
                return Optional.empty();
            }
        }
        return levels.getLast() instanceof Rest || topic.size() == levels.size()
                ? Optional.of(captures)
                : Optional.empty();
    }

    /** Whether a level of the pattern takes what the topic has there. */
    private boolean take(int index, List<String> topic, Map<String, String> captures) {
        var text = topic.get(index);
        switch (levels.get(index)) {
            case Literal(var expected) -> {
                return expected.equals(text);
            }
            case Capture(var name) -> {
                captures.put(name, text);
                return isTaken(text, index);
            }
            case Rest(var name) -> {
                captures.put(name, String.join("/", topic.subList(index, topic.size())));
                return areTaken(topic, index);
            }
        }
    }

    /** Whether a capture takes this text of a topic. */
    static boolean isTaken(String text, int level) {
        return !text.isEmpty() && !(level == 0 && text.startsWith("$"));
    }

    /** Whether a rest takes all levels of a topic from one on. */
    static boolean areTaken(List<String> topic, int from) {
        for (int i = from; i < topic.size(); i++) {
            if (!isTaken(topic.get(i), i)) {
                return false;
            }
        }
        return from < topic.size();
    }

    static List<String> split(String topic) {
        return Arrays.asList(topic.split("/", -1));
    }

    /** What to subscribe to at a broker. It may bring more than {@link #match} accepts. */
    public String filter() {
        return levels.stream()
                .map(level ->
                        switch (level) {
                            case Literal literal -> literal.text();
                            case Capture _ -> "+";
                            case Rest _ -> "#";
                        })
                .collect(Collectors.joining("/"));
    }

    /**
     * The pattern with one of its captures fixed; the pattern itself if it has none of that name.
     *
     * @throws IllegalArgumentException if the value cannot stand in a topic there
     */
    public TopicPattern with(String name, String value) {
        var fixed = new ArrayList<Level>();
        for (var level : levels) {
            switch (level) {
                case Capture capture when capture.name().equals(name) ->
                        fixed.add(fixed(value, value));
                case Rest rest when rest.name().equals(name) ->
                        split(value).forEach(part -> fixed.add(fixed(value, part)));
                case Literal _, Capture _, Rest _ -> fixed.add(level);
            }
        }
        return new TopicPattern(fixed);
    }

    private static Literal fixed(String value, String part) {
        if (part.isEmpty() || part.contains("/")) {
            throw broken(value, "expected text without '/' for one level");
        }
        requireLiteral(value, part);
        return new Literal(part);
    }

    /** Whether it has a capture, or a rest, of this name. */
    public boolean captures(String name) {
        return levels.stream()
                .anyMatch(level ->
                        switch (level) {
                            case Literal _ -> false;
                            case Capture capture -> capture.name().equals(name);
                            case Rest rest -> rest.name().equals(name);
                        });
    }

    /** Whether another pattern matches all that this one matches, level by level. */
    public boolean isWithin(TopicPattern other) {
        if (levels.size() != other.levels.size()) {
            return false;
        }
        for (int i = 0; i < levels.size(); i++) {
            if (other.levels.get(i) instanceof Literal literal && !literal.equals(levels.get(i))) {
                return false;
            }
        }
        return !(levels.getLast() instanceof Rest) || other.levels.getLast() instanceof Rest;
    }

    /** Whether there is a topic that both patterns match. */
    public boolean conflictsWith(TopicPattern other) {
        int common = Math.min(levels.size(), other.levels.size());
        for (int i = 0; i < common; i++) {
            var mine = levels.get(i);
            var theirs = other.levels.get(i);
            if (mine instanceof Rest) {
                return other.canBeTaken(i);
            }
            if (theirs instanceof Rest) {
                return canBeTaken(i);
            }
            if (!meet(mine, theirs, i)) {
                return false;
            }
        }
        return levels.size() == other.levels.size();
    }

    private static boolean meet(Level mine, Level theirs, int index) {
        return switch (mine) {
            case Literal(var text) when theirs instanceof Literal(var other) -> text.equals(other);
            case Literal(var text) -> isTaken(text, index);
            case Capture _, Rest _ ->
                    !(theirs instanceof Literal(var text)) || isTaken(text, index);
        };
    }

    private boolean canBeTaken(int from) {
        for (int i = from; i < levels.size(); i++) {
            if (levels.get(i) instanceof Literal(var text) && !isTaken(text, i)) {
                return false;
            }
        }
        return true;
    }

    /** As it is written. */
    @Override
    public String toString() {
        return levels.stream()
                .map(level ->
                        switch (level) {
                            case Literal literal -> literal.text();
                            case Capture capture -> "{" + capture.name() + "}";
                            case Rest rest -> "{" + rest.name() + "+}";
                        })
                .collect(Collectors.joining("/"));
    }
}
