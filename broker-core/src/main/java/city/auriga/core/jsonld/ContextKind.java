package city.auriga.core.jsonld;

import java.util.Arrays;
import java.util.Optional;

/** How a stored @context came to be (5.13.1). */
public enum ContextKind {
    /** Fetched from its URL, to be used again; it is not served. */
    CACHED("Cached"),
    /** Added by a client. */
    HOSTED("Hosted"),
    /** Made by the broker where one URL must stand for an array or an object. */
    IMPLICITLY_CREATED("ImplicitlyCreated");

    private final String term;

    ContextKind(String term) {
        this.term = term;
    }

    /** The kind in the words of the standard. */
    public String term() {
        return term;
    }

    /** The kind of this name; case counts. */
    public static Optional<ContextKind> find(String term) {
        return Arrays.stream(values()).filter(kind -> kind.term.equals(term)).findFirst();
    }
}
