package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which members of an Entity are shown (4.21): the parameters {@code pick}, {@code omit} and {@code
 * attrs}. Members are {@code id}, {@code type}, {@code scope} and the system times by these terms,
 * Attributes by their expanded names.
 *
 * @param pick only these; null if all
 * @param omit none of these; null if none
 * @param keepsEntity whether the members that are no Attributes are shown unasked, as by {@code
 *     attrs}
 */
public record Projection(@Nullable Members pick, @Nullable Members omit, boolean keepsEntity) {
    /** Everything is shown. */
    public static final Projection ALL = new Projection(null, null, false);

    /**
     * A list of members.
     *
     * @param byName each with the list in its braces, which is empty if it has none
     */
    public record Members(Map<String, Members> byName) {
        static final Members NONE = new Members(Map.of());

        public Members {
            byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        }

        /** How many braces are inside each other. */
        int links() {
            return byName.values().stream()
                    .mapToInt(m -> m.byName.isEmpty() ? 0 : 1 + m.links())
                    .max()
                    .orElse(0);
        }

        /** Whether it lists a member as a whole. */
        boolean hasWhole(String name) {
            var nested = byName.get(name);
            return nested != null && nested.byName.isEmpty();
        }

        /** The list in the braces of a member; null if it has none. */
        @Nullable Members nested(String name) {
            var nested = byName.get(name);
            return nested == null || nested.byName.isEmpty() ? null : nested;
        }
    }

    /**
     * The texts of the parameters, or the elements of the members of a {@code Query}; null if
     * absent.
     */
    public record Source(
            @Nullable List<String> pick,
            @Nullable List<String> omit,
            @Nullable List<String> attrs) {}

    /**
     * @throws NgsiLdException BadRequestData if a text is no list of members or they contradict
     */
    public static Projection parse(Source source, TermExpander terms) {
        var pick = members(source.pick(), "pick", terms);
        var omit = members(source.omit(), "omit", terms);
        var attrs = members(source.attrs(), "attrs", terms);
        if (attrs != null) {
            requireAttributes(attrs);
            if (pick != null || omit != null) {
                throw NgsiLdException.badData(
                        "attrs", "attrs cannot be combined with pick or omit");
            }
            return new Projection(attrs, null, true);
        }
        requireDisjoint(pick, omit);
        return new Projection(pick, omit, false);
    }

    /** Whether a member is shown. */
    public boolean keeps(String member) {
        if (keepsEntity && Member.isSystem(member)) {
            return true;
        }
        return (pick == null || pick.byName.containsKey(member))
                && (omit == null || !omit.hasWhole(member));
    }

    /** What is shown of the Entities that a Relationship links to. */
    public Projection nested(String relationship) {
        var nestedPick = pick == null ? null : pick.nested(relationship);
        var nestedOmit = omit == null ? null : omit.nested(relationship);
        return nestedPick == null && nestedOmit == null
                ? ALL
                : new Projection(nestedPick, nestedOmit, keepsEntity);
    }

    /** How many Relationships it follows. */
    public int links() {
        return Math.max(pick == null ? 0 : pick.links(), omit == null ? 0 : omit.links());
    }

    /** The Attributes of {@code attrs}, of which an Entity must have one; empty without it. */
    public List<String> attrs() {
        return keepsEntity && pick != null ? List.copyOf(pick.byName.keySet()) : List.of();
    }

    /**
     * @throws NgsiLdException BadRequestData if it follows more Relationships than are joined
     */
    public void requireLinks(int joinLevel) {
        requireLinks(keepsEntity ? "attrs" : "pick", pick, joinLevel);
        requireLinks("omit", omit, joinLevel);
    }

    private static void requireLinks(String member, @Nullable Members members, int joinLevel) {
        int links = members == null ? 0 : members.links();
        if (links > joinLevel) {
            throw NgsiLdException.badData(member, EntityQuery.tooDeep(links, joinLevel));
        }
    }

    private static @Nullable Members members(
            @Nullable List<String> texts, String member, TermExpander terms) {
        if (texts == null) {
            return null;
        }
        if (texts.isEmpty()) {
            throw NgsiLdException.badData(member, "the list must not be empty");
        }
        Members all = Members.NONE;
        for (var text : texts) {
            all = union(all, new Parser(text, member, terms).all());
        }
        return all;
    }

    /** A member that one list has as a whole is whole in the union. */
    private static Members union(Members a, Members b) {
        var union = new LinkedHashMap<>(a.byName);
        b.byName.forEach((name, nested) ->
                union.merge(
                        name,
                        nested,
                        (x, y) ->
                                x.byName.isEmpty() || y.byName.isEmpty()
                                        ? Members.NONE
                                        : union(x, y)));
        return new Members(union);
    }

    private static void requireAttributes(Members attrs) {
        for (var member : List.of(Member.ID, Member.TYPE, Member.SCOPE)) {
            if (attrs.byName.containsKey(member.term())) {
                throw NgsiLdException.badData(
                        "attrs", "'" + member.term() + "' is no Attribute, use pick");
            }
        }
    }

    private static void requireDisjoint(@Nullable Members pick, @Nullable Members omit) {
        if (pick == null || omit == null) {
            return;
        }
        for (var name : pick.byName.keySet()) {
            if (omit.hasWhole(name)) {
                throw NgsiLdException.badData(
                        "omit", "'" + name + "' cannot be both picked and omitted");
            }
            requireDisjoint(pick.nested(name), omit.nested(name));
        }
    }

    private static final class Parser {
        private static final String END = ",|{}";

        private final String text;
        private final String member;
        private final TermExpander terms;
        private int position;
        private int depth;

        Parser(String text, String member, TermExpander terms) {
            this.text = text;
            this.member = member;
            this.terms = terms;
        }

        Members all() {
            var all = list();
            if (position < text.length()) {
                throw error("',' or the end");
            }
            return all;
        }

        private Members list() {
            if (++depth > QueryLimits.DEFAULT.maxDepth()) {
                throw new NgsiLdException(
                        Problem.TOO_COMPLEX_QUERY, "too many braces inside each other", member);
            }
            var list = Members.NONE;
            do {
                var name = name();
                var nested = take('{') ? list() : Members.NONE;
                if (!nested.byName.isEmpty() && !take('}')) {
                    throw error("'}'");
                }
                list = union(list, new Members(Map.of(name, nested)));
            } while (take(',') || take('|'));
            depth--;
            return list;
        }

        private String name() {
            int start = position;
            while (position < text.length() && END.indexOf(text.charAt(position)) < 0) {
                position++;
            }
            var name = text.substring(start, position).strip();
            if (name.isEmpty()) {
                throw error("the name of a member");
            }
            return Member.find(name)
                    .filter(Member::onEntity)
                    .map(Member::term)
                    .orElseGet(() -> terms.expandName(name, member));
        }

        private boolean take(char c) {
            if (position < text.length() && text.charAt(position) == c) {
                position++;
                return true;
            }
            return false;
        }

        private NgsiLdException error(String expected) {
            var found = position < text.length() ? "'" + text.substring(position) + "'" : "the end";
            return NgsiLdException.badData(
                    member,
                    "expected "
                            + expected
                            + " at character "
                            + (position + 1)
                            + ", found "
                            + found);
        }
    }
}
