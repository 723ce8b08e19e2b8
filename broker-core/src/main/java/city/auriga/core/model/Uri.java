package city.auriga.core.model;

import city.auriga.core.problem.NgsiLdException;
import java.util.HexFormat;

/**
 * Absolute URIs and IRIs as ids, datasetIds and Relationship objects (4.5.1). Compared as opaque
 * strings.
 */
public final class Uri {
    /** The longest URI accepted: a PostgreSQL index entry must hold two of them. */
    public static final int MAX_LENGTH = 1024;

    private static final String FORBIDDEN = "<>\"{}|\\^`";

    private Uri() {}

    /**
     * Checks that a text is an absolute URI.
     *
     * @param member where the text stands, for the error
     * @return the text
     * @throws NgsiLdException BadRequestData if it is not
     */
    public static String require(String text, String member) {
        if (!isAbsolute(text)) {
            throw NgsiLdException.badData(
                    member,
                    "expected an absolute URI such as urn:ngsi-ld:Type:1, found '" + text + "'");
        }
        if (text.length() > MAX_LENGTH) {
            throw NgsiLdException.badData(
                    member, "a URI may have at most " + MAX_LENGTH + " characters");
        }
        if (NgsiLdNull.isNull(text)) {
            throw NgsiLdException.badData(member, "the NGSI-LD Null cannot be used as a URI here");
        }
        return text;
    }

    /**
     * Whether a text has a scheme, something behind it, and neither a character that RFC 3987
     * forbids nor a percent sign that encodes nothing.
     */
    public static boolean isAbsolute(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !isScheme(text, colon)) {
            return false;
        }
        return text.codePoints().allMatch(Uri::isAllowed) && isEncoded(text);
    }

    private static boolean isEncoded(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length()
                    || !HexFormat.isHexDigit(text.charAt(i + 1))
                    || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(int c) {
        if (c < 0x80) {
            return c > 0x20 && c != 0x7f && FORBIDDEN.indexOf(c) < 0;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> !isInvisible(c);
        };
    }

    /**
     * Characters that print nothing, so that two ids would look the same: variation selectors,
     * Hangul fillers, blank Braille.
     */
    private static boolean isInvisible(int c) {
        return (c >= 0xfe00 && c <= 0xfe0f)
                || (c >= 0xe0100 && c <= 0xe01ef)
                || c == 0x115f
                || c == 0x1160
                || c == 0x3164
                || c == 0xffa0
                || c == 0x2800
                || c == 0x034f;
    }
}
