package city.auriga.iot.codec;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Writes Sparkplug B payloads of one metric: that is what commands are. */
final class SparkplugWriter {
    private SparkplugWriter() {}

    /** Writes one field with the value. */
    private interface Field {
        void write(CodedOutputStream out) throws IOException;
    }

    /**
     * @throws IllegalArgumentException if the value does not fit the datatype
     */
    static byte[] command(String metric, int datatype, JsonNode value, Instant time) {
        var field = field(metric, datatype, value);
        var body =
                bytes(out -> {
                    out.writeString(1, metric);
                    out.writeUInt64(3, time.toEpochMilli());
                    out.writeUInt32(4, datatype);
                    field.write(out);
                });
        return bytes(out -> {
            out.writeUInt64(1, time.toEpochMilli());
            out.writeByteArray(2, body);
        });
    }

    private static byte[] bytes(Field fields) {
        var bytes = new ByteArrayOutputStream();
        try {
            var out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static Field field(String metric, int datatype, JsonNode value) {
        return switch (datatype) {
            case SparkplugValues.INT8 -> small(whole(metric, value, 8, true));
            case SparkplugValues.INT16 -> small(whole(metric, value, 16, true));
            case SparkplugValues.INT32 -> small(whole(metric, value, 32, true));
            case SparkplugValues.UINT8 -> small(whole(metric, value, 8, false));
            case SparkplugValues.UINT16 -> small(whole(metric, value, 16, false));
            case SparkplugValues.UINT32 -> small(whole(metric, value, 32, false));
            case SparkplugValues.INT64 -> large(whole(metric, value, 64, true));
            case SparkplugValues.UINT64 -> large(whole(metric, value, 64, false));
            case SparkplugValues.FLOAT -> {
                float number = (float) real(metric, value);
                yield out -> out.writeFloat(12, number);
            }
            case SparkplugValues.DOUBLE -> {
                double number = real(metric, value);
                yield out -> out.writeDouble(13, number);
            }
            case SparkplugValues.BOOLEAN -> {
                require(value.isBoolean(), metric, "a boolean", value);
                yield out -> out.writeBool(14, value.booleanValue());
            }
            case SparkplugValues.DATE_TIME -> large(millis(metric, value));
            case SparkplugValues.STRING, SparkplugValues.TEXT, SparkplugValues.UUID -> {
                require(value.isValueNode(), metric, "a text", value);
                yield out -> out.writeString(15, value.asString(""));
            }
            default ->
                    throw new IllegalArgumentException(
                            metric + ": values of datatype " + datatype + " cannot be commanded");
        };
    }

    private static Field small(long number) {
        return out -> out.writeUInt32(10, (int) number);
    }

    private static Field large(long number) {
        return out -> out.writeUInt64(11, number);
    }

    private static long whole(String metric, JsonNode value, int bits, boolean signed) {
        var kind = "a whole number of " + bits + " bits" + (signed ? "" : " without a sign");
        require(value.isIntegralNumber(), metric, kind, value);
        BigInteger number = value.bigIntegerValue();
        boolean fits =
                signed
                        ? number.bitLength() < bits
                        : number.signum() >= 0 && number.bitLength() <= bits;
        require(fits, metric, kind, value);
        return number.longValue();
    }

    private static double real(String metric, JsonNode value) {
        require(value.isNumber(), metric, "a number", value);
        return value.asDouble(Double.NaN);
    }

    private static long millis(String metric, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        require(value.isString(), metric, "a date and time", value);
        try {
            return Instant.parse(value.stringValue()).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw unlike(metric, "a date and time", value);
        }
    }

    private static void require(boolean fits, String metric, String expected, JsonNode value) {
        if (!fits) {
            throw unlike(metric, expected, value);
        }
    }

    private static IllegalArgumentException unlike(String metric, String expected, JsonNode value) {
        return new IllegalArgumentException(
                metric + ": expected " + expected + ", found " + value.getNodeType());
    }
}
