package city.auriga.storage.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A predicate in the SQL/JSON path language.
 *
 * @param exact whether it holds only where it should; it always holds where it should
 */
record Predicate(String text, boolean exact) {
    static final Predicate NEVER = exact("(1 == 0)");
    static final Predicate ALWAYS = exact("(1 == 1)");

    static Predicate exact(String text) {
        return new Predicate(text, true);
    }

    static Predicate narrowing(String text) {
        return new Predicate(text, false);
    }

    /** In addition to a condition that is exact. */
    Predicate where(String condition) {
        return new Predicate(condition + " && (" + text + ")", exact);
    }

    static Predicate any(List<Predicate> predicates) {
        return join(" || ", predicates);
    }

    static Predicate all(List<Predicate> predicates) {
        return join(" && ", predicates);
    }

    private static Predicate join(String connective, List<Predicate> predicates) {
        if (predicates.isEmpty()) {
            return NEVER;
        }
        return predicates.size() == 1
                ? predicates.getFirst()
                : new Predicate(
                        predicates.stream()
                                .map(p -> "(" + p.text + ")")
                                .collect(Collectors.joining(connective)),
                        predicates.stream().allMatch(Predicate::exact));
    }
}
