package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.Budget;
import city.auriga.iot.expression.value.NoValueException;
import city.auriga.iot.expression.value.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Bytes: a list of numbers from 0 to 255, or a text of hexadecimal digits. */
final class ByteTransforms {
    private static final int LONGEST_INTEGER = 8;

    private ByteTransforms() {}

    static void addTo(Transforms.Table table) {
        table.add("hextostring", 0, call -> call.result(decoded(hex(call.value()))));
        table.add("base64decode", 0, ByteTransforms::fromBase64);
        table.add("readint", 2, ByteTransforms::integer);
        table.add("readfloat", 1, ByteTransforms::floating);
        table.add("cayennelpp", 0, call -> CayenneLpp.read(bytes(call.value()), call));
        table.add("cbor", 0, call -> CborBytes.read(bytes(call.value()), call));
    }

    /** {@code base64decode('text')} and {@code base64decode('hex')}; else a list of numbers. */
    private static JsonNode fromBase64(Call call) {
        byte[] bytes;
        try {
            // The alphabet for URLs is taken as well.
            bytes = Base64.getDecoder().decode(call.text().replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            throw NoValueException.noValue();
        }
        return switch (call.textArgument(0, "bytes")) {
            case "text" -> call.result(decoded(bytes));
            case "hex" -> call.result(HexFormat.of().formatHex(bytes));
            case "bytes" -> call.result(numbers(bytes));
            default -> throw NoValueException.noValue();
        };
    }

    private static List<JsonNode> numbers(byte[] bytes) {
        Budget.checkElements(bytes.length);
        var numbers = new ArrayList<JsonNode>(bytes.length);
        for (byte octet : bytes) {
            numbers.add(JsonNodeFactory.instance.numberNode(Byte.toUnsignedInt(octet)));
        }
        return numbers;
    }

    /** {@code readint(offset, length, 'big' or 'little', signed)} */
    private static JsonNode integer(Call call) {
        byte[] part = part(call, call.intArgument(1), 2);
        if (part.length > LONGEST_INTEGER) {
            throw NoValueException.noValue();
        }
        var signed = call.argument(3);
        var number =
                signed != null && signed.asBoolean(false)
                        ? new BigInteger(part)
                        : new BigInteger(1, part);
        return call.result(new BigDecimal(number));
    }

    /** {@code readfloat(offset, 4 or 8, 'big' or 'little')} */
    private static @Nullable JsonNode floating(Call call) {
        var part = ByteBuffer.wrap(part(call, call.intArgument(1, 4), 2));
        return switch (part.capacity()) {
            case 4 -> finite(Float.toString(part.getFloat()), call);
            case 8 -> finite(Double.toString(part.getDouble()), call);
            default -> null;
        };
    }

    private static @Nullable JsonNode finite(String text, Call call) {
        var number = Numbers.parse(text);
        return number == null ? null : call.result(number);
    }

    /** In the order of a big-endian number. */
    private static byte[] part(Call call, int length, int orderArgument) {
        byte[] bytes = bytes(call.value());
        int offset = call.intArgument(0);
        if (offset < 0 || length < 1 || length > bytes.length - offset) {
            throw NoValueException.noValue();
        }
        boolean little =
                switch (call.textArgument(orderArgument, "big")) {
                    case "big" -> false;
                    case "little" -> true;
                    default -> throw NoValueException.noValue();
                };
        byte[] part = new byte[length];
        for (int i = 0; i < length; i++) {
            part[i] = bytes[little ? offset + length - 1 - i : offset + i];
        }
        return part;
    }

    private static byte[] bytes(JsonNode value) {
        if (!value.isArray()) {
            return hex(value);
        }
        Budget.checkElements(value.size());
        byte[] bytes = new byte[value.size()];
        for (int i = 0; i < bytes.length; i++) {
            var number = value.get(i);
            if (!number.canConvertToExactIntegral()
                    || !number.canConvertToLong()
                    || !isOctet(number.longValue())) {
                throw NoValueException.noValue();
            }
            bytes[i] = (byte) number.intValue();
        }
        return bytes;
    }

    private static boolean isOctet(long number) {
        return number >= 0 && number <= 255;
    }

    private static byte[] hex(JsonNode value) {
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw NoValueException.noValue();
        }
        try {
            return HexFormat.of().parseHex(value.stringValue());
        } catch (IllegalArgumentException notHexadecimal) {
            throw NoValueException.noValue();
        }
    }

    private static String decoded(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
