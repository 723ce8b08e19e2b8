package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Times and numbers as people write them somewhere: JavaScript's {@code toLocaleString} with the
 * options that Java has, too: not with those that choose single parts of a time. Any other makes no
 * result, rather than another one than was asked for.
 */
final class LocaleFormats {
    /** Locale data are large. */
    private static final int STEPS = 20;

    private static final Set<String> TIME_OPTIONS =
            Set.of("timeZone", "hour12", "dateStyle", "timeStyle");
    private static final Set<String> NUMBER_OPTIONS =
            Set.of(
                    "style",
                    "currency",
                    "useGrouping",
                    "minimumFractionDigits",
                    "maximumFractionDigits");
    private static final int MAX_DIGITS = 100;

    private LocaleFormats() {}

    static JsonNode time(Call call, Instant instant) {
        call.budget().steps(STEPS);
        var options = options(call, TIME_OPTIONS);
        var locale = locale(call);
        try {
            var time = instant.atZone(zone(call, options));
            var texts =
                    formats(options).stream()
                            .map(format -> format.localizedBy(locale).format(time))
                            .toList();
            return call.result(String.join(", ", texts));
        } catch (DateTimeException | IllegalArgumentException unfit) {
            throw NoValueException.noValue();
        }
    }

    private static ZoneId zone(Call call, Options options) {
        var zone = options.text("timeZone");
        return zone == null ? call.zone() : ZoneId.of(zone);
    }

    private static List<DateTimeFormatter> formats(Options options) {
        var dateStyle = options.text("dateStyle");
        var timeStyle = options.text("timeStyle");
        if (dateStyle == null && timeStyle == null) {
            return List.of(
                    DateTimeFormatter.ofLocalizedPattern("yMd"),
                    DateTimeFormatter.ofLocalizedPattern(options.hour() + "ms"));
        }
        var formats = new ArrayList<DateTimeFormatter>();
        if (dateStyle != null) {
            formats.add(DateTimeFormatter.ofLocalizedDate(style(dateStyle)));
        }
        if (timeStyle != null) {
            formats.add(DateTimeFormatter.ofLocalizedTime(style(timeStyle)));
        }
        return formats;
    }

    private static FormatStyle style(String name) {
        return FormatStyle.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static JsonNode number(Call call) {
        call.budget().steps(STEPS);
        if (!call.value().isNumber()) {
            throw NoValueException.noValue();
        }
        var options = options(call, NUMBER_OPTIONS);
        try {
            var format = format(options, locale(call));
            format.setRoundingMode(RoundingMode.HALF_UP);
            return call.result(format.format(Numbers.of(call.value())));
        } catch (IllegalArgumentException unfit) {
            throw NoValueException.noValue();
        }
    }

    private static NumberFormat format(Options options, Locale locale) {
        var style = options.text("style");
        var format =
                switch (style == null ? "decimal" : style) {
                    case "decimal" -> NumberFormat.getNumberInstance(locale);
                    case "percent" -> NumberFormat.getPercentInstance(locale);
                    case "currency" -> NumberFormat.getCurrencyInstance(locale);
                    default -> throw NoValueException.noValue();
                };
        var currency = options.text("currency");
        if (currency != null) {
            format.setCurrency(Currency.getInstance(currency));
        }
        if (options.has("useGrouping")) {
            format.setGroupingUsed(Conversions.isTruthy(options.value("useGrouping")));
        }
        if (options.has("maximumFractionDigits")) {
            format.setMaximumFractionDigits(options.digits("maximumFractionDigits"));
        }
        if (options.has("minimumFractionDigits")) {
            format.setMinimumFractionDigits(options.digits("minimumFractionDigits"));
        }
        return format;
    }

    private static Locale locale(Call call) {
        try {
            return new Locale.Builder().setLanguageTag(call.textArgument(0, "en-US")).build();
        } catch (IllformedLocaleException notALocale) {
            throw NoValueException.noValue();
        }
    }

    private static Options options(Call call, Set<String> known) {
        var options = call.argument(1);
        if (options != null
                && !(options.isObject() && known.containsAll(options.propertyNames()))) {
            throw NoValueException.noValue();
        }
        return new Options(options);
    }

    private record Options(@Nullable JsonNode members) {
        @Nullable JsonNode value(String name) {
            return Conversions.member(members, name);
        }

        boolean has(String name) {
            return value(name) != null;
        }

        @Nullable String text(String name) {
            var value = value(name);
            return value == null ? null : Conversions.text(value);
        }

        int digits(String name) {
            int digits = Numbers.toInt(Conversions.number(Conversions.required(value(name))));
            if (digits < 0 || digits > MAX_DIGITS) {
                throw NoValueException.noValue();
            }
            return digits;
        }

        /** Hours as the locale counts them, unless that is said. */
        String hour() {
            var twelve = value("hour12");
            if (twelve == null) {
                return "j";
            }
            return Conversions.isTruthy(twelve) ? "h" : "H";
        }
    }
}
