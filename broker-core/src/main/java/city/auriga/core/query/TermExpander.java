package city.auriga.core.query;

import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;

/** Expands the names in a query by the @context of its request (5.5.7). */
@FunctionalInterface
public interface TermExpander {
    /** The IRI of a term; an IRI stays as it is. */
    String expand(String term);

    /**
     * Expands a name (4.6.2): a term, a compact IRI or an absolute IRI.
     *
     * @param member where the name stands, for the error
     * @throws NgsiLdException BadRequestData if it is none of them
     */
    default String expandName(String name, String member) {
        if (!isTerm(name) && !Uri.isAbsolute(name)) {
            throw NgsiLdException.badData(
                    member,
                    "expected a name (a letter, then letters, digits or '_') or an IRI, found '"
                            + name
                            + "'");
        }
        return expand(name);
    }

    /** Whether a text is a letter, followed by letters, digits and {@code _} (4.6.2). */
    static boolean isTerm(String text) {
        return !text.isEmpty()
                && Character.isLetter(text.codePointAt(0))
                && text.codePoints().allMatch(TermExpander::isTermPart);
    }

    /** Whether a character may stand in a term: the Unicode categories L and N, and {@code _}. */
    static boolean isTermPart(int c) {
        return c == '_'
                || Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.LETTER_NUMBER
                || Character.getType(c) == Character.OTHER_NUMBER;
    }
}
