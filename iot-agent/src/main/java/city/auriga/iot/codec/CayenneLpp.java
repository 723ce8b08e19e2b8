package city.auriga.iot.codec;

import static java.util.Map.entry;

import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.DecimalNode;

/**
 * Cayenne Low Power Payload: a channel, a type, and numbers whose size and scale follow from the
 * type. Values are named by type and channel, such as {@code temperature_1}.
 */
final class CayenneLpp {
    private static final int GPS = 136;
    private static final int GPS_BYTES = 9;

    private static final Map<Integer, Kind> KINDS =
            Map.ofEntries(
                    entry(0, Kind.unsigned("digital_in", 1, 0)),
                    entry(1, Kind.unsigned("digital_out", 1, 0)),
                    entry(2, Kind.signed("analog_in", 2, 2)),
                    entry(3, Kind.signed("analog_out", 2, 2)),
                    entry(100, Kind.unsigned("generic", 4, 0)),
                    entry(101, Kind.unsigned("luminosity", 2, 0).in("lx")),
                    entry(102, Kind.unsigned("presence", 1, 0)),
                    entry(103, Kind.signed("temperature", 2, 1).in("°C")),
                    entry(104, Kind.half("relative_humidity").in("%")),
                    entry(113, Kind.signed("accelerometer", 2, 3).with("x", "y", "z")),
                    entry(115, Kind.unsigned("barometric_pressure", 2, 1).in("hPa")),
                    entry(116, Kind.unsigned("voltage", 2, 2).in("V")),
                    entry(117, Kind.unsigned("current", 2, 3).in("A")),
                    entry(118, Kind.unsigned("frequency", 4, 0).in("Hz")),
                    entry(120, Kind.unsigned("percentage", 1, 0).in("%")),
                    entry(121, Kind.signed("altitude", 2, 0).in("m")),
                    entry(125, Kind.unsigned("concentration", 2, 0).in("ppm")),
                    entry(128, Kind.unsigned("power", 2, 0).in("W")),
                    entry(130, Kind.unsigned("distance", 4, 3).in("m")),
                    entry(131, Kind.unsigned("energy", 4, 3).in("kWh")),
                    entry(132, Kind.unsigned("direction", 2, 0).in("°")),
                    entry(133, Kind.unsigned("unix_time", 4, 0)),
                    entry(134, Kind.signed("gyrometer", 2, 2).with("x", "y", "z")),
                    entry(135, Kind.unsigned("colour", 1, 0).with("red", "green", "blue")),
                    entry(142, Kind.unsigned("switch", 1, 0)));

    private CayenneLpp() {}

    /**
     * @param scale digits behind the point
     * @param factor of the number on the wire
     * @param axes one number each; a single empty one if the type has no axes
     */
    private record Kind(
            String name,
            int bytes,
            int scale,
            BigDecimal factor,
            boolean signed,
            String unit,
            List<String> axes) {
        static Kind unsigned(String name, int bytes, int scale) {
            return new Kind(name, bytes, scale, BigDecimal.ONE, false, "", List.of(""));
        }

        static Kind signed(String name, int bytes, int scale) {
            return new Kind(name, bytes, scale, BigDecimal.ONE, true, "", List.of(""));
        }

        /** One byte that counts halves. */
        static Kind half(String name) {
            return new Kind(name, 1, 0, new BigDecimal("0.5"), false, "", List.of(""));
        }

        Kind in(String text) {
            return new Kind(name, bytes, scale, factor, signed, text, axes);
        }

        Kind with(String... names) {
            return new Kind(name, bytes, scale, factor, signed, unit, List.of(names));
        }
    }

    /**
     * @throws PayloadException if it does not follow the format
     */
    static void decode(byte[] payload, MeasureDraft draft) {
        int at = 0;
        while (at < payload.length) {
            if (at + 2 > payload.length) {
                throw new PayloadException("CayenneLPP: a channel without a type at byte " + at);
            }
            int channel = payload[at] & 0xff;
            int type = payload[at + 1] & 0xff;
            at += 2;
            at +=
                    type == GPS
                            ? gps(payload, at, channel, draft)
                            : numbers(payload, at, channel, draft);
        }
    }

    /** Returns how many bytes it read. */
    private static int numbers(byte[] payload, int at, int channel, MeasureDraft draft) {
        int type = payload[at - 1] & 0xff;
        var kind = KINDS.get(type);
        if (kind == null) {
            throw new PayloadException("CayenneLPP: unknown type " + type + " at byte " + (at - 1));
        }
        int next = at;
        for (var axis : kind.axes()) {
            var name = kind.name() + "_" + channel + (axis.isEmpty() ? "" : "_" + axis);
            var number = number(payload, next, kind.bytes(), kind.scale(), kind.signed());
            draft.add(name, DecimalNode.valueOf(number.multiply(kind.factor())));
            draft.unit(name, kind.unit());
            next += kind.bytes();
        }
        return next - at;
    }

    private static int gps(byte[] payload, int at, int channel, MeasureDraft draft) {
        var latitude = number(payload, at, 3, 4, true);
        var longitude = number(payload, at + 3, 3, 4, true);
        var point = Points.of(longitude, latitude, number(payload, at + 6, 3, 2, true));
        draft.add("gps_" + channel, point);
        draft.addUnlessTaken("location", point);
        return GPS_BYTES;
    }

    private static BigDecimal number(byte[] payload, int at, int bytes, int scale, boolean signed) {
        if (at + bytes > payload.length) {
            throw new PayloadException(
                    "CayenneLPP: expected " + bytes + " bytes at byte " + at + ", found the end");
        }
        var part = Arrays.copyOfRange(payload, at, at + bytes);
        return new BigDecimal(signed ? new BigInteger(part) : new BigInteger(1, part), scale);
    }
}
