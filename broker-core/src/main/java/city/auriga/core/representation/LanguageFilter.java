package city.auriga.core.representation;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The natural-language filter (4.15): picks one language of a languageMap by a list of ranges with
 * weights, such as {@code fr;q=0.2,nl;q=0.9}.
 */
public final class LanguageFilter {
    private static final Pattern TAG = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|@none");

    private final List<String> ranges;

    private LanguageFilter(List<String> ranges) {
        this.ranges = ranges;
    }

    private record Weighted(String range, double weight) {}

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
                        .filter(w -> w.weight > 0)
                        .sorted(Comparator.comparingDouble((Weighted w) -> -w.weight))
                        .map(Weighted::range)
                        .toList());
    }

    /**
     * The language of the map that fits best; where none fits, {@code @none} or else the first one.
     */
    Map.Entry<String, JsonNode> choose(ObjectNode languageMap) {
        for (var range : ranges) {
            for (var wanted = range; !wanted.isEmpty(); wanted = truncate(wanted)) {
                for (var entry : languageMap.properties()) {
                    if (fits(entry.getKey().toLowerCase(Locale.ROOT), wanted)) {
                        return entry;
                    }
                }
            }
        }
        var none = languageMap.get("@none");
        return none == null ? languageMap.properties().iterator().next() : Map.entry("@none", none);
    }

    private static boolean fits(String tag, String range) {
        return range.equals("*") || tag.equals(range) || tag.startsWith(range + "-");
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
