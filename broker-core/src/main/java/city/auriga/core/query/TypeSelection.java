package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A selection of Entity types (4.17), e.g. {@code (Home;Vehicle),Boat}. All names are expanded.
 *
 * @param alternatives one of them must hold; it holds if the Entity has all its types
 */
public record TypeSelection(List<List<String>> alternatives) {
    /** {@code *}: every type. */
    public static final TypeSelection ANY = new TypeSelection(List.of(List.of()));

    public TypeSelection {
        alternatives = alternatives.stream().map(List::copyOf).toList();
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("a selection needs an alternative");
        }
    }

    /** The selection of one expanded type. */
    public static TypeSelection of(String type) {
        return new TypeSelection(List.of(List.of(type)));
    }

    /**
     * @param member where the selection stands, for the error
     * @throws NgsiLdException BadRequestData if it is no type selection
     */
    public static TypeSelection parse(String text, String member, TermExpander terms) {
        if (text.strip().equals("*")) {
            return ANY;
        }
        var alternatives = new ArrayList<List<String>>();
        for (var alternative : Alternatives.parse(text, member)) {
            alternatives.add(
                    alternative.stream().map(type -> terms.expandName(type, member)).toList());
        }
        return new TypeSelection(alternatives);
    }

    /**
     * Writes the selection so that it can be parsed again, each type by the name that is given for
     * it.
     */
    public String print(UnaryOperator<String> name) {
        return isAny()
                ? "*"
                : alternatives.stream()
                        .map(all -> all.stream().map(name).collect(Collectors.joining(";")))
                        .map(text -> text.indexOf(';') < 0 ? text : "(" + text + ")")
                        .collect(Collectors.joining("|"));
    }

    /** Whether it selects every Entity. */
    public boolean isAny() {
        return alternatives.stream().anyMatch(List::isEmpty);
    }

    /** Whether an Entity of these types is selected. */
    public boolean matches(Collection<String> types) {
        for (var alternative : alternatives) {
            if (types.containsAll(alternative)) {
                return true;
            }
        }
        return false;
    }
}
