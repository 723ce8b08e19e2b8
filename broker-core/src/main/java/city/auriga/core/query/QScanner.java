package city.auriga.core.query;

import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;

/** The characters of a {@code q}, read from left to right; knows tokens, not their grammar. */
final class QScanner {
    private static final String VALUE_END = ";|),";
    private static final String REGEX_END = ";|)";

    private final String text;
    private final String member;
    private int position;

    QScanner(String text, String member) {
        this.text = text;
        this.member = member;
    }

    /** A name as written; an IRI was in angle brackets. */
    record Name(String text, boolean iri) {}

    boolean atEnd() {
        return position == text.length();
    }

    boolean isNext(String token) {
        return text.startsWith(token, position);
    }

    /** Passes a token, if it is next. */
    boolean take(String token) {
        if (isNext(token)) {
            position += token.length();
            return true;
        }
        return false;
    }

    void expect(String token) {
        if (!take(token)) {
            throw error("'" + token + "'");
        }
    }

    void skipBlanks() {
        while (!atEnd() && (peek() == ' ' || peek() == '\t')) {
            position++;
        }
    }

    NgsiLdException error(String expected) {
        var found = atEnd() ? "the end" : "'" + text.substring(position) + "'";
        return NgsiLdException.badData(
                member,
                "expected " + expected + " at character " + (position + 1) + ", found " + found);
    }

    NgsiLdException refusal(String message) {
        return NgsiLdException.badData(member, message + ", at character " + (position + 1));
    }

    /** A term, or an IRI in angle brackets. */
    Name name() {
        if (take("<")) {
            int end = text.indexOf('>', position);
            var iri = end < 0 ? "" : text.substring(position, end);
            if (!Uri.isAbsolute(iri)) {
                throw error("an absolute IRI and '>'");
            }
            position = end + 1;
            return new Name(iri, true);
        }
        int start = position;
        while (!atEnd() && TermExpander.isTermPart(text.codePointAt(position))) {
            position += Character.charCount(text.codePointAt(position));
        }
        var term = text.substring(start, position);
        if (!TermExpander.isTerm(term)) {
            position = start;
            throw error("a name (a letter, then letters, digits or '_')");
        }
        return new Name(term, false);
    }

    /** A key of a compound value or a language tag: up to {@code .} or {@code ]}. */
    Name key() {
        if (isNext("<")) {
            return name();
        }
        int start = position;
        while (!atEnd() && isKeyPart(text.codePointAt(position))) {
            position += Character.charCount(text.codePointAt(position));
        }
        if (start == position) {
            throw error("a key or language tag");
        }
        return new Name(text.substring(start, position), false);
    }

    boolean isQuoteNext() {
        return isNext("\"");
    }

    /** A JSON string. */
    String quoted() {
        return quoted(false);
    }

    /** A JSON string in which a backslash that JSON does not know stays for the expression. */
    String quotedRegex() {
        return quoted(true);
    }

    /** An unquoted value: up to {@code ; | ) ,} or {@code ..}. */
    String bareValue() {
        int start = position;
        while (!atEnd() && VALUE_END.indexOf(peek()) < 0 && !isNext("..")) {
            position++;
        }
        return bare(start, "a value");
    }

    /** An unquoted regular expression: up to {@code ; | )}. */
    String bareRegex() {
        int start = position;
        while (!atEnd() && REGEX_END.indexOf(peek()) < 0) {
            position++;
        }
        return bare(start, "a regular expression");
    }

    private String bare(int start, String expected) {
        var value = text.substring(start, position).strip();
        if (value.isEmpty()) {
            throw error(expected);
        }
        return value;
    }

    private String quoted(boolean lenient) {
        int start = position++;
        var value = new StringBuilder();
        while (!atEnd()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
            } else if (atEnd() || !escape(value)) {
                if (!lenient) {
                    position--;
                    throw error("a JSON escape such as \\\" or \\\\");
                }
                value.append('\\');
            }
        }
        position = start;
        throw error("a string that ends with '\"'");
    }

    /** Reads what follows a backslash; false if JSON does not know it. */
    private boolean escape(StringBuilder value) {
        char c = peek();
        int index = "\"\\/bfnrt".indexOf(c);
        if (index >= 0) {
            value.append("\"\\/\b\f\n\r\t".charAt(index));
            position++;
            return true;
        }
        int code = c == 'u' ? hexadecimal(position + 1) : -1;
        if (code < 0) {
            return false;
        }
        value.append((char) code);
        position += 5;
        return true;
    }

    private int hexadecimal(int start) {
        int code = start + 4 > text.length() ? -1 : 0;
        for (int i = start; code >= 0 && i < start + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            code = digit < 0 ? -1 : code * 16 + digit;
        }
        return code;
    }

    private char peek() {
        return text.charAt(position);
    }

    private static boolean isKeyPart(int c) {
        return TermExpander.isTermPart(c) || c == '-' || c == '@' || c == ':';
    }
}
