package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A scope query (4.19), e.g. {@code (/Madrid/+;/Parks/#),/Berlin}.
 *
 * @param alternatives one of them must hold; it holds if each of its patterns fits some scope
 */
public record ScopeQuery(List<List<Pattern>> alternatives) {
    private static final String ANY_LEVEL = "+";

    public ScopeQuery {
        alternatives = alternatives.stream().map(List::copyOf).toList();
    }

    /**
     * What a scope looks like.
     *
     * @param levels names, or {@code +} for any one level
     * @param below whether levels below are included ({@code /#})
     */
    public record Pattern(List<String> levels, boolean below) {
        public Pattern {
            levels = List.copyOf(levels);
            if (levels.isEmpty() && !below) {
                throw new IllegalArgumentException("a scope needs a level");
            }
        }

        /** Whether it names one scope, without wildcards. */
        public boolean isExact() {
            return !below && !levels.contains(ANY_LEVEL);
        }

        /** The pattern as text with a leading slash; the scope itself if it is exact. */
        @Override
        public String toString() {
            var text = levels.isEmpty() ? "" : "/" + String.join("/", levels);
            return below ? text + "/#" : text;
        }

        boolean matches(String scope) {
            int position = 0;
            for (var level : levels) {
                if (position >= scope.length() || scope.charAt(position) != '/') {
                    return false;
                }
                int slash = scope.indexOf('/', position + 1);
                int end = slash < 0 ? scope.length() : slash;
                boolean same =
                        end - position - 1 == level.length()
                                && scope.startsWith(level, position + 1);
                if (!same && !level.equals(ANY_LEVEL)) {
                    return false;
                }
                position = end;
            }
            return below || position == scope.length();
        }
    }

    /**
     * @param member where the query stands, for the error
     * @throws NgsiLdException BadRequestData if it is no scope query
     */
    public static ScopeQuery parse(String text, String member) {
        var alternatives = new ArrayList<List<Pattern>>();
        for (var alternative : Alternatives.parse(text, member)) {
            alternatives.add(alternative.stream().map(scope -> pattern(scope, member)).toList());
        }
        return new ScopeQuery(alternatives);
    }

    /** Whether an Entity with these scopes is selected; one without scopes never is. */
    public boolean matches(Collection<String> scopes) {
        for (var alternative : alternatives) {
            if (alternative.stream().allMatch(p -> scopes.stream().anyMatch(p::matches))) {
                return true;
            }
        }
        return false;
    }

    private static Pattern pattern(String text, String member) {
        boolean below = text.equals("#") || text.endsWith("/#");
        var path = below ? text.substring(0, Math.max(0, text.length() - 2)) : text;
        if (path.isEmpty() && below) {
            return new Pattern(List.of(), true);
        }
        var levels = List.of((path.startsWith("/") ? path.substring(1) : path).split("/", -1));
        for (var level : levels) {
            if (!level.equals(ANY_LEVEL) && !TermExpander.isTerm(level)) {
                throw NgsiLdException.badData(
                        member,
                        "a level of a scope is '+' or a letter, then letters, digits or '_', found"
                                + " '"
                                + level
                                + "' in '"
                                + text
                                + "'");
            }
        }
        return new Pattern(levels, below);
    }
}
