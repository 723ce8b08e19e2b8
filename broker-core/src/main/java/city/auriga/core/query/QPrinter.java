package city.auriga.core.query;

import static java.util.stream.Collectors.joining;

import city.auriga.core.query.Path.Trail;
import city.auriga.core.query.Q.Literal;
import java.util.List;

/**
 * Prints a {@link Q} as text that is parsed to the same tree (4.9). Names are full IRIs in angle
 * brackets; keys are as they were written, because how they expand depends on the Attribute's type.
 */
public final class QPrinter {
    private QPrinter() {}

    public static String print(Q q) {
        return switch (q) {
            case Q.And and -> join(";", and.terms());
            case Q.Or or ->
                    or.terms().stream()
                            .map(t -> t instanceof Q.Or ? "(" + print(t) + ")" : print(t))
                            .collect(joining("|"));
            case Q.Exists exists -> print(exists.path());
            case Q.Absent absent -> "!" + print(absent.path());
            case Q.Equal equal ->
                    print(equal.path()) + (equal.negated() ? "!=" : "==") + print(equal.operand());
            case Q.Order order ->
                    print(order.path()) + order.relation().symbol() + print(order.literal());
            case Q.Match match ->
                    print(match.path())
                            + (match.negated() ? "!~=" : "~=")
                            + quote(match.regex().source());
        };
    }

    private static String join(String separator, List<Q> terms) {
        return terms.stream()
                .map(t -> t instanceof Q.And || t instanceof Q.Or ? "(" + print(t) + ")" : print(t))
                .collect(joining(separator));
    }

    private static String print(Path path) {
        return switch (path) {
            case Path.Linked linked -> {
                var types = linked.types().stream().map(QPrinter::iri).collect(joining(","));
                yield iri(linked.relationship())
                        + "{"
                        + (types.isEmpty() ? "" : types + ":")
                        + print(linked.target())
                        + "}";
            }
            case Path.Local local -> {
                var names = local.names().stream().map(QPrinter::iri).collect(joining("."));
                var member = local.member();
                yield member == null
                        ? names + print(local.trail())
                        : names + (names.isEmpty() ? "" : ".") + member.term();
            }
        };
    }

    private static String print(Trail trail) {
        return switch (trail) {
            case Trail.None() -> "";
            case Trail.Any() -> "[*]";
            case Trail.Keys(var keys) ->
                    keys.stream().map(QPrinter::print).collect(joining(".", "[", "]"));
        };
    }

    private static String print(Path.Key key) {
        boolean literal = key.name().indexOf(':') >= 0 && key.name().equals(key.iri());
        return literal ? iri(key.name()) : key.name();
    }

    private static String print(Q.Operand operand) {
        return switch (operand) {
            case Q.OneOf(var literals) ->
                    literals.stream().map(QPrinter::print).collect(joining(","));
            case Q.Between(var low, var high) -> print(low) + ".." + print(high);
        };
    }

    private static String print(Literal literal) {
        return switch (literal) {
            case Q.Numeric(var value) -> value.toString();
            case Q.Truth(var value) -> String.valueOf(value);
            case Q.Text(var value) -> quote(value);
            case Q.Moment(var text, var _) -> quote(text);
            case Q.TimeOfDay(var text, var _) -> quote(text);
        };
    }

    private static String iri(String iri) {
        return "<" + iri + ">";
    }

    private static String quote(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
