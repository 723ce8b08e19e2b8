package city.auriga.core.query;

import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Uri;
import city.auriga.core.query.Q.Literal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses the right side of a comparison in a {@code q} (4.9). */
final class QValues {
    /** RFC 8259. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,5})?");

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int MAX_DIGITS = 1000;

    private final QScanner in;
    private final Runnable counter;

    QValues(QScanner in, Runnable counter) {
        this.in = in;
        this.counter = counter;
    }

    /** What may follow {@code ==} and {@code !=}: a value, a list or a range. */
    Q.Operand operand(TermExpander terms) {
        var first = value(terms, true);
        if (in.take("..")) {
            var range = range(first, value(terms, false));
            if (in.isNext(",") || in.isNext("..")) {
                throw in.refusal("a range has two values");
            }
            return range;
        }
        var list = new ArrayList<>(List.of(first));
        while (in.take(",")) {
            list.add(value(terms, true));
        }
        if (in.isNext("..")) {
            throw in.refusal("a list cannot hold a range");
        }
        return new Q.OneOf(list);
    }

    /** What may follow {@code < <= > >=}: a number, a string, a date or a time. */
    Literal ordered(TermExpander terms) {
        var literal = value(terms, false);
        if (literal instanceof Q.Truth) {
            throw in.refusal("booleans have no order, use == or !=");
        }
        if (in.isNext("..") || in.isNext(",")) {
            throw in.refusal("a list or a range needs == or !=");
        }
        return literal;
    }

    private Q.Operand range(Literal low, Literal high) {
        if (low.getClass() != high.getClass() || low instanceof Q.Truth) {
            throw in.refusal("a range needs two numbers, two strings or two dates");
        }
        return new Q.Between(low, high);
    }

    /**
     * @param words whether an unquoted word or URI is allowed
     */
    private Literal value(TermExpander terms, boolean words) {
        counter.run();
        in.skipBlanks();
        var literal = in.isQuoteNext() ? text(in.quoted(), terms) : bare(terms, words);
        in.skipBlanks();
        return literal;
    }

    private Literal text(String text, TermExpander terms) {
        requireStorable(text);
        var literal = Literal.text(text);
        return literal instanceof Q.Text ? new Q.Text(terms.expand(text)) : literal;
    }

    private Literal bare(TermExpander terms, boolean words) {
        var text = in.bareValue();
        if (text.equals("true") || text.equals("false")) {
            return new Q.Truth(text.equals("true"));
        }
        if (NUMBER.matcher(text).matches()) {
            return new Q.Numeric(number(text));
        }
        if (!isTemporal(text) && !(words && isWord(text))) {
            throw in.refusal(
                    "'"
                            + text
                            + "' is no number, date or time"
                            + (words ? ", URI or word" : "")
                            + ", and strings need double quotes");
        }
        return text(text, terms);
    }

    private BigDecimal number(String text) {
        var number = text.length() > MAX_DIGITS ? null : new BigDecimal(text);
        if (number == null
                || Math.abs(number.scale()) > MAX_DIGITS
                || Double.isInfinite(number.doubleValue())) {
            throw in.refusal("the number is out of range");
        }
        return number;
    }

    private static boolean isTemporal(String text) {
        return DateTimes.find(text).isPresent() || Q.TimeOfDay.parse(text) != null || isDate(text);
    }

    private static boolean isDate(String text) {
        if (!DATE.matcher(text).matches()) {
            return false;
        }
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException impossibleDate) {
            return false;
        }
    }

    private static boolean isWord(String text) {
        return Uri.isAbsolute(text)
                || Character.isLetter(text.codePointAt(0))
                        && text.codePoints().noneMatch(c -> c <= ' ' || c == '"');
    }

    /** Neither JSON in PostgreSQL nor UTF-8 can hold these, so no stored value equals them. */
    private void requireStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (c == 0 || Character.isSurrogate(c) && !pair) {
                throw in.refusal("a string must not hold U+0000 or half a surrogate pair");
            }
            if (pair) {
                i++;
            }
        }
    }
}
