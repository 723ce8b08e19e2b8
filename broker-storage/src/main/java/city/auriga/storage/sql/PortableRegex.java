package city.auriga.storage.sql;

/**
 * Whether a regular expression means the same to PostgreSQL and to the evaluator: literal
 * characters, {@code .}, simple brackets, groups, alternatives, one of {@code * + ?} behind an
 * atom, {@code ^} and {@code $} around a whole alternative. What is beyond, PostgreSQL is not
 * asked.
 */
final class PortableRegex {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final int MAX_DEPTH = 20;

    private final String source;
    private int position;
    private int depth;

    private PortableRegex(String source) {
        this.source = source;
    }

    static boolean isPortable(String source) {
        var regex = new PortableRegex(source);
        return regex.alternatives() && regex.position == source.length();
    }

    private boolean alternatives() {
        do {
            if (!branch()) {
                return false;
            }
        } while (take('|'));
        return true;
    }

    /** At least one atom; anchors only outside of groups. */
    private boolean branch() {
        if (depth == 0) {
            take('^');
        }
        int atoms = 0;
        while (atom()) {
            atoms++;
            if (position < source.length() && "*+?".indexOf(source.charAt(position)) >= 0) {
                position++;
            }
        }
        if (depth == 0) {
            take('$');
        }
        return atoms > 0;
    }

    private boolean atom() {
        if (position == source.length()) {
            return false;
        }
        char c = source.charAt(position);
        if (c == '(') {
            return group();
        }
        if (c == '[') {
            return bracket();
        }
        if (c == '\\') {
            return escape();
        }
        if (c != '.' && (SPECIAL.indexOf(c) >= 0 || c < ' ' || Character.isSurrogate(c))) {
            return false;
        }
        position++;
        return true;
    }

    private boolean group() {
        int start = position++;
        depth++;
        boolean portable = depth <= MAX_DEPTH && alternatives() && take(')');
        depth--;
        if (!portable) {
            position = start;
        }
        return portable;
    }

    /** Letters, digits, blanks and underscores, and ranges of letters or digits. */
    private boolean bracket() {
        int start = position++;
        take('^');
        int members = 0;
        while (position < source.length() && isPlain(source.charAt(position))) {
            char from = source.charAt(position++);
            if (take('-') && !closesRange(from)) {
                break;
            }
            members++;
        }
        boolean portable = members > 0 && take(']');
        if (!portable) {
            position = start;
        }
        return portable;
    }

    private boolean closesRange(char from) {
        if (position == source.length()) {
            return false;
        }
        char to = source.charAt(position);
        boolean same =
                Character.isDigit(from) && Character.isDigit(to)
                        || Character.isLowerCase(from) && Character.isLowerCase(to)
                        || Character.isUpperCase(from) && Character.isUpperCase(to);
        if (same && isPlain(to) && from <= to) {
            position++;
            return true;
        }
        return false;
    }

    private boolean escape() {
        if (position + 1 < source.length() && SPECIAL.indexOf(source.charAt(position + 1)) >= 0) {
            position += 2;
            return true;
        }
        return false;
    }

    private boolean take(char c) {
        if (position < source.length() && source.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == ' '
                || c == '_';
    }
}
