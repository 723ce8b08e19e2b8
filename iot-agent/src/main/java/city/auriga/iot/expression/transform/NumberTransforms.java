package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Conversions;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Numbers. Texts that are a number count as one. */
final class NumberTransforms {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,400}");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d{1,400}\\.?\\d{0,400}|\\.\\d{1,400})([eE][+-]?\\d{1,9})?");
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final int MAX_DECIMALS = 100;

    private NumberTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("parseint", 0, call -> parse(call, WHOLE));
        table.add("parsefloat", 0, call -> parse(call, DECIMAL));
        table.add("isnan", 0, call -> call.result(isNoNumber(call.subject())));
        table.add("floor", 0, call -> call.result(whole(call.number(), RoundingMode.FLOOR)));
        table.add("ceil", 0, call -> call.result(whole(call.number(), RoundingMode.CEILING)));
        table.add(
                "round",
                0,
                call -> call.result(whole(call.number().add(HALF), RoundingMode.FLOOR)));
        table.add("tofixed", 1, NumberTransforms::fixed);
        table.add("bitwisemask", 1, NumberTransforms::mask);
        table.add("thmapper", 2, NumberTransforms::byThreshold);
        table.add("unitconvert", 2, NumberTransforms::inUnit);
        table.add("localestringnumber", 0, LocaleFormats::number);
    }

    private static BigDecimal whole(BigDecimal number, RoundingMode mode) {
        return number.setScale(0, mode);
    }

    /** The number that a text begins with. */
    private static @Nullable JsonNode parse(Call call, Pattern form) {
        var matcher = form.matcher(call.text().stripLeading());
        if (!matcher.lookingAt()) {
            return null;
        }
        var number = Numbers.parse(matcher.group());
        return number == null ? null : call.result(number);
    }

    private static boolean isNoNumber(@Nullable JsonNode value) {
        if (value == null || value.isObject()) {
            return true;
        }
        if (value.isString() && value.stringValue().isBlank()) {
            return false;
        }
        try {
            Conversions.number(value);
            return false;
        } catch (NoValueException notANumber) {
            return true;
        }
    }

    /** A text, as in JavaScript. */
    private static @Nullable JsonNode fixed(Call call) {
        int decimals = call.intArgument(0);
        return decimals < 0 || decimals > MAX_DECIMALS
                ? null
                : call.result(
                        call.number().setScale(decimals, RoundingMode.HALF_UP).toPlainString());
    }

    /** {@code unitconvert('FAH', 'CEL')} */
    private static @Nullable JsonNode inUnit(Call call) {
        var converted =
                LinearUnits.convert(call.number(), call.textArgument(0), call.textArgument(1));
        return converted == null ? null : call.result(converted);
    }

    /** Combines 32 bits with a mask and shifts them to the right. */
    private static JsonNode mask(Call call) {
        int bits = Numbers.bits(call.number());
        int mask = Numbers.bits(Conversions.number(call.valueArgument(0)));
        int masked =
                switch (call.textArgument(1, "")) {
                    case "&" -> bits & mask;
                    case "|" -> bits | mask;
                    case "^" -> bits ^ mask;
                    default -> bits;
                };
        return call.result(masked >> call.intArgument(2, 0));
    }

    /** The choice at the first threshold that is not exceeded. */
    private static @Nullable JsonNode byThreshold(Call call) {
        var number = call.number();
        int index = 0;
        for (var threshold : call.listArgument(0)) {
            if (number.compareTo(Conversions.number(threshold)) <= 0) {
                return Conversions.present(call.listArgument(1).get(index));
            }
            index++;
        }
        return null;
    }
}
