package city.auriga.storage.sql;

import city.auriga.core.model.DateTimes;
import city.auriga.core.query.Q.Literal;
import city.auriga.core.query.Q.Moment;
import city.auriga.core.query.Q.Numeric;
import city.auriga.core.query.Q.Text;
import city.auriga.core.query.Q.TimeOfDay;
import city.auriga.core.query.Q.Truth;
import java.time.Instant;

/** Pieces of the SQL/JSON path language (PostgreSQL's {@code jsonpath}). */
final class JsonPaths {
    private JsonPaths() {}

    /** A string literal or quoted key. */
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A DateTime as documents hold it: of a fixed width, so that texts sort by time. */
    static String time(Instant instant) {
        return '"' + DateTimes.formatFixed(instant) + '"';
    }

    static String literal(Literal literal) {
        return switch (literal) {
            case Numeric(var value) -> value.toString();
            case Truth(var value) -> String.valueOf(value);
            case Text(var value) -> quote(value);
            case Moment(var text, var _) -> quote(text);
            case TimeOfDay(var text, var _) -> quote(text);
        };
    }

    /** The name of a literal's datatype in the answers of {@code .type()}. */
    static String type(Literal literal) {
        return switch (literal) {
            case Numeric _ -> "\"number\"";
            case Truth _ -> "\"boolean\"";
            case Text _, Moment _, TimeOfDay _ -> "\"string\"";
        };
    }

    /** Holds if a predicate holds; does not, if that is unknown. */
    static String known(String predicate) {
        return "exists(@ ? (" + predicate + "))";
    }
}
