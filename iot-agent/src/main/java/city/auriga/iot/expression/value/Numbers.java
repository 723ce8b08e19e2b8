package city.auriga.iot.expression.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;

/**
 * Decimal numbers in the range of JavaScript's. Whole results are exact up to 34 digits, others
 * have 16: {@code 0.1 + 0.2} is 0.3, and {@code 1 / 3} is as long as in JavaScript.
 */
public final class Numbers {
    private static final MathContext WORKING = MathContext.DECIMAL128;
    private static final MathContext FRACTIONS = MathContext.DECIMAL64;
    private static final int MAX_EXPONENT = 309;
    private static final int MIN_EXPONENT = -324;
    private static final int MAX_LENGTH = 400;
    private static final int MAX_POWER = 1_100;
    private static final int LONG_BITS = 63;
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private Numbers() {}

    /**
     * @throws NoValueException if it is not a number, or none of JavaScript's
     */
    public static BigDecimal of(JsonNode value) {
        if (value.isInt() || value.isLong()) {
            return BigDecimal.valueOf(value.longValue());
        }
        if (!(value instanceof NumericNode number) || number.isNaN()) {
            throw NoValueException.noValue();
        }
        return inRange(number.decimalValue());
    }

    /** The number that a whole text is, with space around it; null if it is none. */
    public static @Nullable BigDecimal parse(String text) {
        var number = text.strip();
        if (number.length() > MAX_LENGTH || !DECIMAL.matcher(number).matches()) {
            return null;
        }
        return inRange(new BigDecimal(number));
    }

    public static JsonNode node(BigDecimal number) {
        var exact = inRange(number);
        if (!isWhole(exact)) {
            return JsonNodeFactory.instance.numberNode(exact.stripTrailingZeros());
        }
        var whole = exact.toBigInteger();
        return whole.bitLength() <= LONG_BITS
                ? JsonNodeFactory.instance.numberNode(whole.longValueExact())
                : JsonNodeFactory.instance.numberNode(whole);
    }

    /** As JavaScript writes it. */
    public static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        var shortest = number.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < 21 && exponent >= -7) {
            return shortest.toPlainString();
        }
        return shortest.round(FRACTIONS).toString().replace('E', 'e');
    }

    public static BigDecimal add(BigDecimal left, BigDecimal right) {
        return rounded(left.add(right, WORKING));
    }

    public static BigDecimal subtract(BigDecimal left, BigDecimal right) {
        return rounded(left.subtract(right, WORKING));
    }

    public static BigDecimal multiply(BigDecimal left, BigDecimal right) {
        return rounded(left.multiply(right, WORKING));
    }

    public static BigDecimal divide(BigDecimal left, BigDecimal right) {
        return rounded(left.divide(nonZero(right), WORKING));
    }

    public static BigDecimal divideAndFloor(BigDecimal left, BigDecimal right) {
        return left.divide(nonZero(right), 0, RoundingMode.FLOOR);
    }

    /** It has the sign of the dividend. */
    public static BigDecimal remainder(BigDecimal left, BigDecimal right) {
        return rounded(left.remainder(nonZero(right)));
    }

    public static BigDecimal power(BigDecimal base, BigDecimal exponent) {
        if (isWhole(exponent) && exponent.abs().compareTo(BigDecimal.valueOf(MAX_POWER)) <= 0) {
            int times = exponent.intValueExact();
            return times < 0
                    ? divide(BigDecimal.ONE, inRange(base.pow(-times, WORKING)))
                    : rounded(base.pow(times, WORKING));
        }
        double power = Math.pow(base.doubleValue(), exponent.doubleValue());
        if (!Double.isFinite(power)) {
            throw NoValueException.noValue();
        }
        return rounded(BigDecimal.valueOf(power));
    }

    /** An argument that counts something: its fraction does not matter. */
    public static int toInt(BigDecimal number) {
        return number.max(BigDecimal.valueOf(Integer.MIN_VALUE))
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    /** The lowest 32 bits, as JavaScript's operators on bits see a number. */
    public static int bits(BigDecimal number) {
        BigInteger whole = number.toBigInteger();
        return whole.intValue();
    }

    private static BigDecimal nonZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw NoValueException.noValue();
        }
        return divisor;
    }

    private static BigDecimal rounded(BigDecimal result) {
        var bounded = inRange(result);
        return isWhole(bounded) ? bounded : bounded.round(FRACTIONS);
    }

    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0
                || number.scale() <= 0
                || number.stripTrailingZeros().scale() <= 0;
    }

    /** 1e999999999 is a short number and takes for ever to add to another. */
    private static BigDecimal inRange(BigDecimal number) {
        long exponent = (long) number.precision() - number.scale();
        if (number.signum() == 0 || exponent < MIN_EXPONENT) {
            return BigDecimal.ZERO;
        }
        if (exponent > MAX_EXPONENT) {
            throw NoValueException.noValue();
        }
        return number;
    }
}
