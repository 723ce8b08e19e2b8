package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.NoValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Times as JavaScript's {@code Date} reads them: a number is milliseconds since 1970, a text is ISO
 * 8601. A date alone is in UTC; a time without an offset is in the zone of the device.
 */
final class TimeTransforms {
    private static final BigDecimal MAX_MILLIS = BigDecimal.valueOf(8_640_000_000_000_000L);
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE_TIME =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral('T')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .parseLenient()
                    .appendOffset("+HH", "Z")
                    .toFormatter(Locale.ROOT);

    private TimeTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("now", 0, call -> call.result(call.clock().millis()));
        table.add("toisodate", 0, call -> call.result(iso(instant(call))));
        table.add("toisostring", 0, call -> call.result(iso(instant(call))));
        table.add("gettime", 0, call -> call.result(instant(call).toEpochMilli()));
        table.add("timeoffset", 0, TimeTransforms::offset);
        table.add("localestring", 0, call -> LocaleFormats.time(call, instant(call)));
    }

    /** Minutes from the local time to UTC: negative east of Greenwich. */
    private static JsonNode offset(Call call) {
        var offset = call.zone().getRules().getOffset(instant(call));
        return call.result(-Math.floorDiv(offset.getTotalSeconds(), 60));
    }

    private static String iso(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < 0 || year > 9999) {
            throw NoValueException.noValue();
        }
        return MILLISECONDS.format(instant);
    }

    private static Instant instant(Call call) {
        var value = call.value();
        try {
            return value.isString()
                    ? parse(value.stringValue().strip(), call.zone())
                    : ofMillis(call.number());
        } catch (DateTimeException notATime) {
            throw NoValueException.noValue();
        }
    }

    private static Instant ofMillis(BigDecimal millis) {
        if (millis.abs().compareTo(MAX_MILLIS) > 0) {
            throw NoValueException.noValue();
        }
        return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    private static Instant parse(String text, ZoneId zone) {
        return switch (text.length()) {
            case 4 -> day(text + "-01-01");
            case 7 -> day(text + "-01");
            case 10 -> day(text);
            default -> {
                var time = text.replaceFirst("^([0-9-]{10}) ", "$1T");
                yield instant(
                        DATE_TIME.parseBest(time, OffsetDateTime::from, LocalDateTime::from), zone);
            }
        };
    }

    private static Instant day(String date) {
        return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant instant(TemporalAccessor time, ZoneId zone) {
        return time instanceof LocalDateTime local
                ? local.atZone(zone).toInstant()
                : Instant.from(time);
    }
}
