package city.auriga.core.model;

import city.auriga.core.problem.NgsiLdException;
import java.util.regex.Pattern;

/** Scopes of Entities (4.18). */
public final class Scopes {
    private static final Pattern SCOPE =
            Pattern.compile("/?\\p{L}[\\p{L}\\p{N}_]*(/\\p{L}[\\p{L}\\p{N}_]*)*");

    private Scopes() {}

    /**
     * @param member where it stands, for the error
     * @return the scope with its leading slash
     */
    public static String parse(String text, String member) {
        if (!SCOPE.matcher(text).matches()) {
            throw NgsiLdException.badData(
                    member,
                    "'" + text + "' is not a scope: expected levels such as /Madrid/Gardens");
        }
        return text.startsWith("/") ? text : "/" + text;
    }
}
