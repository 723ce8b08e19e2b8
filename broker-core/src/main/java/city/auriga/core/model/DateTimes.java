package city.auriga.core.model;

import city.auriga.core.problem.NgsiLdException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Optional;

/**
 * DateTimes in the only form the standard allows, {@code YYYY-MM-DDThh:mm:ss[.ffffff]Z} (4.6.3).
 */
public final class DateTimes {
    private static final int SECONDS_END = 19;
    private static final int MAX_FRACTION = 6;

    private DateTimes() {}

    /**
     * @param member where the text stands, for the error
     * @throws NgsiLdException BadRequestData if the text is not a DateTime in UTC
     */
    public static Instant parse(String text, String member) {
        return find(text)
                .orElseThrow(() ->
                        NgsiLdException.badData(
                                member,
                                "expected a UTC DateTime such as 2026-05-01T10:00:00Z, found '"
                                        + text
                                        + "'"));
    }

    /** The instant of a text, if the text is a DateTime. */
    public static Optional<Instant> find(String text) {
        int end = text.length() - 1;
        if (end < SECONDS_END || text.charAt(end) != 'Z' || !hasShape(text)) {
            return Optional.empty();
        }
        int nanos = nanos(text, end);
        if (nanos < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDateTime.of(
                                    digits(text, 0, 4),
                                    digits(text, 5, 7),
                                    digits(text, 8, 10),
                                    digits(text, 11, 13),
                                    digits(text, 14, 16),
                                    digits(text, 17, 19),
                                    nanos)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException impossibleDate) {
            return Optional.empty();
        }
    }

    /** The shortest form: no fraction if it is zero, else 3 or 6 digits. */
    public static String format(Instant instant) {
        var time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int micros = time.get(ChronoField.MICRO_OF_SECOND);
        if (micros == 0) {
            return text(time, 0, 0);
        }
        return micros % 1000 == 0 ? text(time, 3, micros / 1000) : text(time, MAX_FRACTION, micros);
    }

    /** A form of which all have the same length, so that texts sort by time: with 6 digits. */
    public static String formatFixed(Instant instant) {
        var time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return text(time, MAX_FRACTION, time.get(ChronoField.MICRO_OF_SECOND));
    }

    /** Years from 0 to 9999, as there are no others in a DateTime. */
    private static String text(LocalDateTime time, int fractionDigits, int fraction) {
        var text = new byte[SECONDS_END + 1 + (fractionDigits == 0 ? 0 : fractionDigits + 1)];
        put(text, 0, 4, time.getYear(), '-');
        put(text, 5, 2, time.getMonthValue(), '-');
        put(text, 8, 2, time.getDayOfMonth(), 'T');
        put(text, 11, 2, time.getHour(), ':');
        put(text, 14, 2, time.getMinute(), ':');
        put(text, SECONDS_END - 2, 2, time.getSecond(), fractionDigits == 0 ? 'Z' : '.');
        if (fractionDigits > 0) {
            put(text, SECONDS_END + 1, fractionDigits, fraction, 'Z');
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int from, int digits, int number, char end) {
        int rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[from + digits] = (byte) end;
    }

    private static boolean hasShape(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && digits(text, 0, 4) >= 1
                && digits(text, 5, 7) >= 0
                && digits(text, 8, 10) >= 0
                && digits(text, 11, 13) >= 0
                && digits(text, 14, 16) >= 0
                && digits(text, 17, 19) >= 0;
    }

    private static int nanos(String text, int end) {
        if (end == SECONDS_END) {
            return 0;
        }
        char separator = text.charAt(SECONDS_END);
        int length = end - SECONDS_END - 1;
        if ((separator != '.' && separator != ',') || length < 1 || length > MAX_FRACTION) {
            return -1;
        }
        int value = digits(text, SECONDS_END + 1, end);
        for (int i = length; value >= 0 && i < 9; i++) {
            value *= 10;
        }
        return value;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
