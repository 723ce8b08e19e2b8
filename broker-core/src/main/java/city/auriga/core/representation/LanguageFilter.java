package city.auriga.core.representation;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The natural-language filter (4.15): picks one language of a languageMap by a list of ranges with
 * weights, such as {@code fr;q=0.2,nl;q=0.9}.
 */
public final class LanguageFilter {
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|@none");

    private final List<Weighted> ranges;

    /**
     * @param ranges the heaviest first
     */
    private LanguageFilter(List<Weighted> ranges) {
        this.ranges = ranges;
    }

    private record Weighted(String range, double weight) {
        /** Whether a tag, in lower case, is that of the range or of a part of its language. */
        boolean covers(String tag) {
            return tag.equals(range) || tag.startsWith(range + "-");
        }
    }

    /** Whether a text is a language tag (RFC 5646), or the key of texts in no language. */
    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    /**
     * The one language of a merge (5.6.17).
     *
     * @throws NgsiLdException BadRequestData if it is no language tag
     */
    public static String requireTag(String text, String member) {
        if (!isTag(text)) {
            throw NgsiLdException.badData(
                    member, "expected a language tag (RFC 5646), found '" + text + "'");
        }
        return text;
    }

    /** Parses a list of language ranges; a weight that is no number counts as 1. */
    public static LanguageFilter parse(String text) {
        var weighted = new ArrayList<Weighted>();
        for (var part : text.split(",", -1)) {
            var pieces = part.strip().split(";", -1);
            if (!pieces[0].isBlank()) {
                weighted.add(
                        new Weighted(pieces[0].strip().toLowerCase(Locale.ROOT), weight(pieces)));
            }
        }
        if (weighted.isEmpty()) {
            throw NgsiLdException.badData(
                    "lang", "expected languages such as fr;q=0.2,nl, found '" + text + "'");
        }
        return new LanguageFilter(
                weighted.stream()
                        .sorted(Comparator.comparingDouble((Weighted w) -> -w.weight))
                        .toList());
    }

    /**
     * The language of the map that fits best (RFC 4647, 3.4): for each range, shortened until
     * something fits, the tag itself before longer ones. Where none fits, {@code @none} or else the
     * first one, if possible one that is not excluded by a weight of 0.
     */
    Map.Entry<String, JsonNode> choose(ObjectNode languageMap) {
        var all = List.copyOf(languageMap.properties());
        var acceptable = all.stream().filter(entry -> !isExcluded(lower(entry))).toList();
        for (var range : ranges) {
            if (range.weight > 0) {
                var found = lookUp(range.range, acceptable);
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        var left = acceptable.isEmpty() ? all : acceptable;
        return left.stream()
                .filter(entry -> entry.getKey().equals("@none"))
                .findFirst()
                .orElseGet(left::getFirst);
    }

    private static Optional<Map.Entry<String, JsonNode>> lookUp(
            String range, List<Map.Entry<String, JsonNode>> languages) {
        if (range.equals("*")) {
            return languages.stream().findFirst();
        }
        for (var wanted = range; !wanted.isEmpty(); wanted = truncate(wanted)) {
            var exact = wanted;
            var found =
                    languages.stream()
                            .filter(entry -> lower(entry).equals(exact))
                            .findFirst()
                            .or(() ->
                                    languages.stream()
                                            .filter(e -> lower(e).startsWith(exact + "-"))
                                            .findFirst());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Whether the longest range that covers a tag has no weight (RFC 9110, 12.5.4). */
    private boolean isExcluded(String tag) {
        return ranges.stream()
                .filter(range -> range.covers(tag))
                .max(Comparator.comparingInt(range -> range.range.length()))
                .filter(range -> range.weight <= 0)
                .isPresent();
    }

    private static String lower(Map.Entry<String, JsonNode> language) {
        return language.getKey().toLowerCase(Locale.ROOT);
    }

    private static String truncate(String range) {
        int dash = range.lastIndexOf('-');
        return dash < 0 ? "" : range.substring(0, dash);
    }

    private static double weight(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            var piece = pieces[i].strip();
            if (piece.startsWith("q=")) {
                try {
                    return Double.parseDouble(piece.substring(2));
                } catch (NumberFormatException notANumber) {
                    return 1;
                }
            }
        }
        return 1;
    }
}
