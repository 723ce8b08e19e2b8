package city.auriga.iot.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Times as devices write them: ISO 8601 with any offset or none, compact, or since the epoch. */
public final class Timestamps {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(\\.\\d{1,9})?");
    private static final Pattern COMPACT = Pattern.compile("\\d{8}T\\d{6}Z?");
    private static final DateTimeFormatter COMPACT_FORM =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(100_000_000_000L);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);
    private static final int MAX_DIGITS = 19;

    private Timestamps() {}

    /**
     * @param zone of a time that names none
     * @return whole microseconds; empty if it is no time
     */
    public static Optional<Instant> parse(JsonNode value, ZoneId zone) {
        if (!value.isString() && !value.isNumber()) {
            return Optional.empty();
        }
        try {
            var instant = instant(text(value).strip(), zone).truncatedTo(ChronoUnit.MICROS);
            // Outside of these years the standard has no form for it.
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year < 1 || year > 9999 ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException | ArithmeticException notATime) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        var number = value.decimalValue();
        // 1e999999999 and 1e-999999999 are short numbers and very long texts.
        return number.precision() - (long) number.scale() > MAX_DIGITS
                        || number.scale() > MAX_DIGITS
                ? ""
                : number.toPlainString();
    }

    private static Instant instant(String text, ZoneId zone) {
        if (NUMBER.matcher(text).matches()) {
            return sinceEpoch(new BigDecimal(text));
        }
        if (COMPACT.matcher(text).matches()) {
            boolean utc = text.endsWith("Z");
            var local = LocalDateTime.parse(text.substring(0, 15), COMPACT_FORM);
            return local.atZone(utc ? ZoneOffset.UTC : zone).toInstant();
        }
        var iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
        if (iso.indexOf('T') < 0) {
            return LocalDate.parse(iso).atStartOfDay(zone).toInstant();
        }
        return hasOffset(iso)
                ? OffsetDateTime.parse(normalOffset(iso)).toInstant()
                : LocalDateTime.parse(iso).atZone(zone).toInstant();
    }

    /** Seconds, milliseconds, microseconds or nanoseconds, by magnitude. */
    private static Instant sinceEpoch(BigDecimal number) {
        var seconds = number;
        for (int unit = 0; unit < 3 && seconds.compareTo(MILLIS_FROM) >= 0; unit++) {
            seconds = seconds.divide(THOUSAND, 12, RoundingMode.DOWN);
        }
        var nanos = seconds.multiply(new BigDecimal(NANOS)).toBigInteger();
        return Instant.ofEpochSecond(
                nanos.divide(NANOS).longValueExact(), nanos.mod(NANOS).longValueExact());
    }

    private static boolean hasOffset(String iso) {
        int time = iso.indexOf('T');
        return iso.endsWith("Z") || iso.indexOf('+', time) > 0 || iso.indexOf('-', time) > 0;
    }

    /** {@code +0200} and {@code +02} as {@code +02:00}. */
    private static String normalOffset(String iso) {
        int sign = Math.max(iso.lastIndexOf('+'), iso.lastIndexOf('-'));
        if (iso.endsWith("Z") || iso.indexOf(':', sign) > 0) {
            return iso;
        }
        return switch (iso.length() - sign) {
            case 3 -> iso + ":00";
            case 5 -> iso.substring(0, sign + 3) + ":" + iso.substring(sign + 3);
            default -> iso;
        };
    }
}
