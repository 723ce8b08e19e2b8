package city.auriga.api.binding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the media type of an answer (6.3.4): each candidate takes the weight of the most specific
 * range that matches it; the highest weight wins, the order of the candidates breaks ties.
 */
final class Accept {
    private Accept() {}

    private record Range(String type, double weight) {
        int specificity(String candidate) {
            if (type.equals(candidate)) {
                return 3;
            }
            if (type.endsWith("/*") && candidate.startsWith(type.substring(0, type.length() - 1))) {
                return 2;
            }
            return type.equals("*/*") ? 1 : 0;
        }
    }

    /**
     * @param header null or blank accepts everything
     * @return empty if nothing fits
     */
    static Optional<Media> choose(@Nullable String header, List<Media> candidates) {
        if (header == null || header.isBlank()) {
            return Optional.of(candidates.getFirst());
        }
        var ranges = List.of(header.split(",", -1)).stream().map(Accept::range).toList();
        Media best = null;
        double bestWeight = 0;
        for (var candidate : candidates) {
            double weight = weight(candidate.type(), ranges);
            if (weight > bestWeight) {
                best = candidate;
                bestWeight = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    private static double weight(String candidate, List<Range> ranges) {
        int specificity = 0;
        double weight = 0;
        for (var range : ranges) {
            int s = range.specificity(candidate);
            if (s > specificity) {
                specificity = s;
                weight = range.weight;
            }
        }
        return weight;
    }

    private static Range range(String text) {
        var pieces = text.split(";", -1);
        double weight = 1;
        for (int i = 1; i < pieces.length; i++) {
            var piece = pieces[i].strip();
            if (piece.startsWith("q=")) {
                weight = number(piece.substring(2));
            }
        }
        return new Range(pieces[0].strip().toLowerCase(Locale.ROOT), weight);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException unparsable) {
            return 1;
        }
    }
}
