package city.auriga.core.representation;

import java.util.List;
import tools.jackson.core.JacksonException;

/** What is wrong with a text that is no JSON, in words for the client that sent it. */
public final class BrokenJson {
    /**
     * What is wrong where the parser fails with a {@link NumberFormatException}: 1e76020076001
     * follows the grammar, but is too much for a decimal.
     */
    public static final String ABSURD_NUMBER = "a number whose exponent is too large";

    /** Where the parser begins to speak of its own options and classes. */
    private static final List<String> ASIDES =
            List.of(
                    " for `",
                    ": enable `",
                    " (`",
                    " (start marker",
                    " (not recognized",
                    " (consider",
                    "`");

    private BrokenJson() {}

    /** What was found and what was expected, without what only a programmer could use. */
    public static String describe(JacksonException fault) {
        var message = fault.getOriginalMessage().replaceAll(", from `[^`]*`", "");
        int end =
                ASIDES.stream()
                        .mapToInt(message::indexOf)
                        .filter(i -> i >= 0)
                        .min()
                        .orElse(message.length());
        return message.substring(0, end);
    }
}
