package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Where in a payload a value stands, as a template of Home Assistant says it: {@code {{ value }}}
 * or {@code {{ value_json.a['b'][0] }}}. Filters that give the same value another form are taken,
 * and not applied; templates that calculate or choose are refused.
 *
 * @param path in the JSON; null if the value is the whole text
 */
public record ValueTemplate(@Nullable List<String> path) {
    /** The whole text. */
    static final ValueTemplate WHOLE = new ValueTemplate(null);

    private static final int MAX_STEPS = 32;

    private static final Pattern STEP =
            Pattern.compile("\\.(\\w++)|\\['([^']*+)'\\]|\\[\"([^\"]*+)\"\\]|\\[(\\d{1,9})\\]");
    private static final int MAX_TEXT = 500;
    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "\\{\\{-?\\s*+value(_json([^\\s|{}]*+))?+\\s*+((?:\\|[^|{}]*+)*+)\\}\\}");
    private static final Pattern FILTER =
            Pattern.compile(
                    "\\s*+(float|int|round|string|is_defined|default)(\\([^()]*+\\))?\\s*+-?");

    public ValueTemplate {
        path = path == null ? null : List.copyOf(path);
    }

    /** Empty if it is none of those that are understood. */
    static Optional<ValueTemplate> parse(String text) {
        var matcher = TEMPLATE.matcher(text.strip());
        if (text.length() > MAX_TEXT || !matcher.matches() || !areKnown(matcher.group(3))) {
            return Optional.empty();
        }
        return matcher.group(1) == null ? Optional.of(WHOLE) : path(matcher.group(2));
    }

    private static boolean areKnown(String filters) {
        return filters.isEmpty()
                || Stream.of(filters.substring(1).split("\\|", -1))
                        .allMatch(filter -> FILTER.matcher(filter).matches());
    }

    private static Optional<ValueTemplate> path(String text) {
        var path = new ArrayList<String>();
        var steps = STEP.matcher(text);
        int end = 0;
        while (steps.lookingAt()) {
            path.add(text(steps));
            end = steps.end();
            steps.region(end, text.length());
        }
        return end < text.length() || path.size() > MAX_STEPS
                ? Optional.empty()
                : Optional.of(new ValueTemplate(path));
    }

    private static String text(Matcher step) {
        for (int group = 1; group <= step.groupCount(); group++) {
            if (step.group(group) != null) {
                return step.group(group);
            }
        }
        return "";
    }

    /**
     * The value; empty if the payload has none there, as messages need not tell everything.
     *
     * @throws PayloadException if JSON is needed, and it is none
     */
    Optional<JsonNode> value(HeardState heard) {
        if (path == null) {
            return Optional.of(StringNode.valueOf(heard.text()));
        }
        var node = heard.json();
        for (var step : path) {
            var next = node.isArray() ? element(node, step) : node.get(step);
            if (next == null || next.isNull()) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node);
    }

    private static @Nullable JsonNode element(JsonNode array, String step) {
        return step.matches("\\d{1,9}") ? array.get(Integer.parseInt(step)) : null;
    }
}
