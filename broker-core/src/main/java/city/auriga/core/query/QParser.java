package city.auriga.core.query;

import static java.util.stream.Collectors.toUnmodifiableSet;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.Path.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a {@code q} (4.9) by recursive descent. */
public final class QParser {
    private final QScanner in;
    private final String member;
    private final Options options;
    private int depth;
    private int nodes;

    /**
     * How to read a query.
     *
     * @param terms the @context of the request
     * @param expandValues expanded names of Attributes whose literals are terms
     * @param jsonKeys expanded names of Attributes whose keys are not expanded
     */
    public record Options(
            TermExpander terms,
            Set<String> expandValues,
            Set<String> jsonKeys,
            QueryLimits limits) {
        public Options {
            expandValues = Set.copyOf(expandValues);
            jsonKeys = Set.copyOf(jsonKeys);
        }

        public static Options of(TermExpander terms) {
            return new Options(terms, Set.of(), Set.of(), QueryLimits.DEFAULT);
        }

        /** With the names of the parameters {@code expandValues} and {@code jsonKeys}. */
        public Options with(List<String> expandValueTerms, List<String> jsonKeyTerms) {
            return new Options(
                    terms,
                    expandAll(expandValueTerms, "expandValues"),
                    expandAll(jsonKeyTerms, "jsonKeys"),
                    limits);
        }

        private Set<String> expandAll(List<String> names, String parameter) {
            return names.stream()
                    .map(name -> terms.expandName(name, parameter))
                    .collect(toUnmodifiableSet());
        }
    }

    private QParser(QScanner in, String member, Options options) {
        this.in = in;
        this.member = member;
        this.options = options;
    }

    /**
     * @param member where the query stands, for the error
     * @throws NgsiLdException BadRequestData if it is no query, TooComplexQuery beyond the limits
     */
    public static Q parse(String text, String member, Options options) {
        if (text.length() > options.limits.maxLength()) {
            throw tooComplex(member, options.limits.maxLength() + " characters");
        }
        var parser = new QParser(new QScanner(text, member), member, options);
        var query = parser.query();
        if (!parser.in.atEnd()) {
            throw parser.in.error("';', '|' or the end");
        }
        return query;
    }

    /** The path that is next, which may not lead into a linked Entity. */
    static Path.Local localPath(QScanner in, String member, Options options) {
        var parser = new QParser(in, member, options);
        return parser.local(in.name());
    }

    private Q query() {
        var terms = new ArrayList<>(List.of(conjunction()));
        while (in.take("|")) {
            terms.add(conjunction());
        }
        count();
        return terms.size() == 1 ? terms.getFirst() : new Q.Or(terms);
    }

    private Q conjunction() {
        var terms = new ArrayList<>(List.of(factor()));
        while (in.take(";")) {
            terms.add(factor());
        }
        return terms.size() == 1 ? terms.getFirst() : new Q.And(terms);
    }

    private Q factor() {
        in.skipBlanks();
        Q factor;
        if (in.take("(")) {
            deeper();
            factor = query();
            in.expect(")");
            depth--;
        } else {
            factor = term();
        }
        in.skipBlanks();
        return factor;
    }

    private Q term() {
        count();
        if (in.take("!")) {
            in.skipBlanks();
            return new Q.Absent(path());
        }
        var path = path();
        in.skipBlanks();
        if (in.take("!~=")) {
            return new Q.Match(path, true, regex());
        }
        if (in.take("~=")) {
            return new Q.Match(path, false, regex());
        }
        if (in.take("==")) {
            return new Q.Equal(path, false, values().operand(expands(path)));
        }
        if (in.take("!=")) {
            return new Q.Equal(path, true, values().operand(expands(path)));
        }
        var relation = relation();
        return relation == null
                ? new Q.Exists(path)
                : new Q.Order(path, relation, values().ordered(expands(path)));
    }

    private Q.@Nullable Relation relation() {
        if (in.take(">=")) {
            return Q.Relation.GREATER_OR_EQUAL;
        }
        if (in.take("<=")) {
            return Q.Relation.LESS_OR_EQUAL;
        }
        if (in.take(">")) {
            return Q.Relation.GREATER;
        }
        return in.take("<") ? Q.Relation.LESS : null;
    }

    private Regex regex() {
        in.skipBlanks();
        return Regex.parse(in.isQuoteNext() ? in.quotedRegex() : in.bareRegex(), member);
    }

    private QValues values() {
        return new QValues(in, this::count);
    }

    /** How the literals of a path expand: by the request's @context, or not at all. */
    private TermExpander expands(Path path) {
        return switch (path) {
            case Path.Linked linked -> expands(linked.target());
            case Path.Local local when local.names().isEmpty() -> term -> term;
            case Path.Local local -> {
                var name = local.names().getFirst();
                yield options.expandValues.contains(name) && !options.jsonKeys.contains(name)
                        ? options.terms
                        : term -> term;
            }
        };
    }

    private Path path() {
        return path(in.name());
    }

    /** The rest of a path behind its first name. */
    private Path path(QScanner.Name first) {
        if (!in.take("{")) {
            return local(first);
        }
        deeper();
        var types = new ArrayList<String>();
        var name = name();
        while (in.take(",")) {
            types.add(expand(name));
            name = name();
            if (!in.isNext(",") && !in.isNext(":")) {
                throw in.error("',' or ':' after a type");
            }
        }
        if (in.take(":")) {
            types.add(expand(name));
            in.skipBlanks();
            name = in.name();
        }
        var target = path(name);
        in.skipBlanks();
        in.expect("}");
        depth--;
        return new Path.Linked(expand(first), types, target);
    }

    private QScanner.Name name() {
        in.skipBlanks();
        var name = in.name();
        in.skipBlanks();
        return name;
    }

    private Path.Local local(QScanner.Name first) {
        var names = new ArrayList<String>();
        var found = Member.find(first.text()).filter(Member::onEntity).orElse(null);
        if (found == null) {
            names.add(expand(first));
            while (found == null && in.take(".")) {
                var name = in.name();
                found = Member.find(name.text()).filter(Member::onAttribute).orElse(null);
                if (found == null) {
                    names.add(expand(name));
                }
                if (names.size() > options.limits.maxDepth()) {
                    throw tooComplex(member, options.limits.maxDepth() + " names in a path");
                }
            }
        }
        if (found != null && (in.isNext(".") || in.isNext("["))) {
            throw in.refusal("'" + found.term() + "' has no members");
        }
        var trail = in.take("[") ? trail(names.getFirst()) : Trail.NONE;
        return new Path.Local(names, found, trail);
    }

    private Trail trail(String attribute) {
        if (in.take("*")) {
            in.expect("]");
            return Trail.ANY;
        }
        var keys = new ArrayList<Path.Key>();
        do {
            var key = in.key();
            boolean raw =
                    key.iri() || isKeyword(key.text()) || options.jsonKeys.contains(attribute);
            keys.add(new Path.Key(key.text(), raw ? key.text() : options.terms.expand(key.text())));
        } while (in.take("."));
        in.expect("]");
        return new Trail.Keys(keys);
    }

    /** JSON-LD keywords and their aliases in the core @context keep their name in a value. */
    private static boolean isKeyword(String key) {
        return key.startsWith("@") || key.equals("id") || key.equals("type");
    }

    private String expand(QScanner.Name name) {
        return name.iri() ? name.text() : options.terms.expand(name.text());
    }

    private void deeper() {
        if (++depth > options.limits.maxDepth()) {
            throw tooComplex(member, "a depth of " + options.limits.maxDepth());
        }
    }

    private void count() {
        if (++nodes > options.limits.maxNodes()) {
            throw tooComplex(member, options.limits.maxNodes() + " conditions and values");
        }
    }

    private static NgsiLdException tooComplex(String member, String limit) {
        return new NgsiLdException(
                Problem.TOO_COMPLEX_QUERY, "a query may have at most " + limit, member);
    }
}
