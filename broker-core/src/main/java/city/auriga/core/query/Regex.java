package city.auriga.core.query;

import city.auriga.core.problem.NgsiLdException;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of {@code idPattern}, {@code ~=} and {@code !~=} (4.9, 5.2.33). It is
 * searched, not matched as a whole, in time linear to the text. Dialect: POSIX extended, with what
 * RE2 adds; {@code .} matches line breaks too.
 */
public final class Regex {
    private static final int MAX_LENGTH = 1024;

    /** Bound of what counted repetitions such as {@code (a{100}){100}} expand to. */
    private static final int MAX_SIZE = 5_000;

    private final String source;
    private final Pattern pattern;
    private final long size;

    private Regex(String source, Pattern pattern, long size) {
        this.source = source;
        this.pattern = pattern;
        this.size = size;
    }

    /**
     * @param member where the expression stands, for the error
     * @throws NgsiLdException BadRequestData if it is not a regular expression, or too large
     */
    public static Regex parse(String source, String member) {
        if (source.isEmpty()) {
            throw NgsiLdException.badData(member, "a regular expression must not be empty");
        }
        long size = source.length() > MAX_LENGTH ? Integer.MAX_VALUE : size(source);
        if (size > MAX_SIZE) {
            throw NgsiLdException.badData(member, "this regular expression is too large");
        }
        try {
            return new Regex(source, Pattern.compile(source, Pattern.DOTALL), size);
        } catch (PatternSyntaxException e) {
            throw NgsiLdException.badData(
                    member, "'" + source + "' is not a regular expression: " + e.getDescription());
        }
    }

    public String source() {
        return source;
    }

    /** Searching a text takes at most this many steps for each character. */
    public long size() {
        return size;
    }

    /** For those who want to know where the matches are. */
    public Matcher matcher(CharSequence text) {
        return pattern.matcher(text);
    }

    /** Whether a text contains a match. */
    public boolean isFoundIn(CharSequence text) {
        return pattern.matcher(text).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && regex.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }

    /** An upper bound of the compiled size, from the characters and repetitions alone. */
    private static long size(String source) {
        return new Size(source).group();
    }

    private static final class Size {
        private final String source;
        private int position;
        private int depth;

        Size(String source) {
            this.source = source;
        }

        /** The size up to the end of the current group, which is passed. */
        long group() {
            if (++depth > 100) {
                return Integer.MAX_VALUE;
            }
            long total = 0;
            while (position < source.length()) {
                char c = source.charAt(position++);
                if (c == ')') {
                    break;
                }
                if (c == '\\') {
                    position++;
                }
                long atom = c == '(' ? group() : 1;
                total += atom * repetitions();
            }
            depth--;
            return Math.min(total, Integer.MAX_VALUE);
        }

        private int repetitions() {
            if (position >= source.length() || source.charAt(position) != '{') {
                return 1;
            }
            int end = source.indexOf('}', position);
            int most = 1;
            int number = 0;
            for (int i = position + 1; i < end; i++) {
                int digit = source.charAt(i) - '0';
                number = digit < 0 || digit > 9 ? 0 : Math.min(number * 10 + digit, MAX_SIZE);
                most = Math.max(most, number);
            }
            return most;
        }
    }
}
