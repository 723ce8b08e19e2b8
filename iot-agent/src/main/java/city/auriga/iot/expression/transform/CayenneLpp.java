package city.auriga.iot.expression.transform;

import city.auriga.iot.expression.value.NoValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Cayenne Low Power Payload: channel, type, value, and so on. Members are named as The Things Stack
 * names them: {@code temperature_1}. One unknown type makes all behind it unreadable.
 */
final class CayenneLpp {
    private static final Map<Integer, Type> TYPES =
            Arrays.stream(Type.values())
                    .collect(Collectors.toUnmodifiableMap(type -> type.code, Function.identity()));

    private CayenneLpp() {}

    private enum Type {
        DIGITAL_IN(0, number(1, "1")),
        DIGITAL_OUT(1, number(1, "1")),
        ANALOG_IN(2, signed(2, "0.01")),
        ANALOG_OUT(3, signed(2, "0.01")),
        GENERIC(100, number(4, "1")),
        LUMINOSITY(101, number(2, "1")),
        PRESENCE(102, number(1, "1")),
        TEMPERATURE(103, signed(2, "0.1")),
        RELATIVE_HUMIDITY(104, number(1, "0.5")),
        ACCELEROMETER(
                113,
                signed(2, "0.001").named("x"),
                signed(2, "0.001").named("y"),
                signed(2, "0.001").named("z")),
        BAROMETRIC_PRESSURE(115, number(2, "0.1")),
        VOLTAGE(116, number(2, "0.01")),
        CURRENT(117, number(2, "0.001")),
        FREQUENCY(118, number(4, "1")),
        PERCENTAGE(120, number(1, "1")),
        ALTITUDE(121, signed(2, "1")),
        CONCENTRATION(125, number(2, "1")),
        POWER(128, number(2, "1")),
        DISTANCE(130, number(4, "0.001")),
        ENERGY(131, number(4, "0.001")),
        DIRECTION(132, number(2, "1")),
        UNIX_TIME(133, number(4, "1")),
        GYROMETER(
                134,
                signed(2, "0.01").named("x"),
                signed(2, "0.01").named("y"),
                signed(2, "0.01").named("z")),
        GPS(
                136,
                signed(3, "0.0001").named("latitude"),
                signed(3, "0.0001").named("longitude"),
                signed(3, "0.01").named("altitude")),
        SWITCH(142, number(1, "1"));

        private final int code;

        @SuppressWarnings("Immutable") // by List.of
        private final List<Part> parts;

        Type(int code, Part... parts) {
            this.code = code;
            this.parts = List.of(parts);
        }

        private int length() {
            return parts.stream().mapToInt(Part::length).sum();
        }
    }

    private record Part(String name, int length, boolean signed, BigDecimal unit) {
        Part named(String other) {
            return new Part(other, length, signed, unit);
        }

        BigDecimal read(byte[] bytes, int offset) {
            byte[] octets = Arrays.copyOfRange(bytes, offset, offset + length);
            var number = signed ? new BigInteger(octets) : new BigInteger(1, octets);
            return new BigDecimal(number).multiply(unit);
        }
    }

    private static Part number(int length, String unit) {
        return new Part("", length, false, new BigDecimal(unit));
    }

    private static Part signed(int length, String unit) {
        return new Part("", length, true, new BigDecimal(unit));
    }

    static JsonNode read(byte[] bytes, Call call) {
        var readings = JsonNodeFactory.instance.objectNode();
        int position = 0;
        while (position < bytes.length) {
            var type = position + 1 < bytes.length ? TYPES.get(bytes[position + 1] & 0xff) : null;
            if (type == null || position + 2 + type.length() > bytes.length) {
                throw NoValueException.noValue();
            }
            call.budget().step();
            int channel = Byte.toUnsignedInt(bytes[position]);
            var name = type.name().toLowerCase(Locale.ROOT) + "_" + channel;
            readings.set(name, value(type, bytes, position + 2, call));
            position += 2 + type.length();
        }
        return readings;
    }

    private static JsonNode value(Type type, byte[] bytes, int offset, Call call) {
        if (type.parts.size() == 1) {
            return call.result(type.parts.getFirst().read(bytes, offset));
        }
        var members = JsonNodeFactory.instance.objectNode();
        int position = offset;
        for (var part : type.parts) {
            members.set(part.name(), call.result(part.read(bytes, position)));
            position += part.length();
        }
        return members;
    }
}
