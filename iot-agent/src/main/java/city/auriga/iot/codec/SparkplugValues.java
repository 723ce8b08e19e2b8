package city.auriga.iot.codec;

import city.auriga.iot.codec.SparkplugPayload.Flag;
import city.auriga.iot.codec.SparkplugPayload.Octets;
import city.auriga.iot.codec.SparkplugPayload.Real;
import city.auriga.iot.codec.SparkplugPayload.Structure;
import city.auriga.iot.codec.SparkplugPayload.Table;
import city.auriga.iot.codec.SparkplugPayload.Value;
import city.auriga.iot.codec.SparkplugPayload.Whole;
import city.auriga.iot.codec.SparkplugPayload.Words;
import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** Values of Sparkplug metrics as JSON, by their datatypes (3.0, 6.4.16). */
final class SparkplugValues {
    static final int INT8 = 1;
    static final int INT16 = 2;
    static final int INT32 = 3;
    static final int INT64 = 4;
    static final int UINT8 = 5;
    static final int UINT16 = 6;
    static final int UINT32 = 7;
    static final int UINT64 = 8;
    static final int FLOAT = 9;
    static final int DOUBLE = 10;
    static final int BOOLEAN = 11;
    static final int STRING = 12;
    static final int DATE_TIME = 13;
    static final int TEXT = 14;
    static final int UUID = 15;
    private static final int INT8_ARRAY = 22;
    private static final int INT16_ARRAY = 23;
    private static final int INT32_ARRAY = 24;
    private static final int INT64_ARRAY = 25;
    private static final int UINT8_ARRAY = 26;
    private static final int UINT16_ARRAY = 27;
    private static final int UINT32_ARRAY = 28;
    private static final int UINT64_ARRAY = 29;
    private static final int FLOAT_ARRAY = 30;
    private static final int DOUBLE_ARRAY = 31;
    private static final int BOOLEAN_ARRAY = 32;
    private static final int STRING_ARRAY = 33;
    private static final int DATE_TIME_ARRAY = 34;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SparkplugValues() {}

    /** JSON's null for what JSON has no number for. */
    static JsonNode json(Value value, int datatype) {
        return switch (value) {
            case Whole(var bits) -> whole(bits, datatype);
            case Real(var digits) -> real(digits);
            case Flag(var flag) -> BooleanNode.valueOf(flag);
            case Words(var text) -> StringNode.valueOf(text);
            case Octets(var bytes) -> octets(bytes, datatype);
            case Table table -> table(table);
            case Structure structure -> structure(structure);
        };
    }

    /** Signed numbers come as the bits of unsigned ones. */
    private static JsonNode whole(long bits, int datatype) {
        return switch (datatype) {
            case INT8 -> LongNode.valueOf((byte) bits);
            case INT16 -> LongNode.valueOf((short) bits);
            case INT32 -> IntNode.valueOf((int) bits);
            case INT64 -> LongNode.valueOf(bits);
            case BOOLEAN -> BooleanNode.valueOf(bits != 0);
            case DATE_TIME -> StringNode.valueOf(Instant.ofEpochMilli(bits).toString());
            default ->
                    bits >= 0
                            ? LongNode.valueOf(bits)
                            : BigIntegerNode.valueOf(new BigInteger(Long.toUnsignedString(bits)));
        };
    }

    private static JsonNode real(String digits) {
        try {
            return DecimalNode.valueOf(new BigDecimal(digits));
        } catch (NumberFormatException infinite) {
            return NullNode.instance;
        }
    }

    private static JsonNode table(Table table) {
        var columns = NODES.arrayNode();
        table.columns().forEach(columns::add);
        var rows = NODES.arrayNode();
        for (var cells : table.rows()) {
            var row = rows.addArray();
            for (int i = 0; i < cells.size(); i++) {
                int type = i < table.types().size() ? table.types().get(i) : 0;
                row.add(cells.get(i).map(cell -> json(cell, type)).orElse(NullNode.instance));
            }
        }
        var both = NODES.objectNode();
        both.set("columns", columns);
        both.set("rows", rows);
        return both;
    }

    private static JsonNode structure(Structure structure) {
        var members = NODES.objectNode();
        for (var member : structure.members()) {
            if (member.name() != null && member.value() != null) {
                members.set(member.name(), json(member.value(), member.datatype()));
            }
        }
        return members;
    }

    private static JsonNode octets(byte[] bytes, int datatype) {
        var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (datatype) {
            case INT8_ARRAY -> array(data, 1, d -> whole(d.get(), INT8));
            case INT16_ARRAY -> array(data, 2, d -> whole(d.getShort(), INT16));
            case INT32_ARRAY -> array(data, 4, d -> whole(d.getInt(), INT32));
            case INT64_ARRAY -> array(data, 8, d -> whole(d.getLong(), INT64));
            case UINT8_ARRAY -> array(data, 1, d -> whole(d.get() & 0xffL, UINT8));
            case UINT16_ARRAY -> array(data, 2, d -> whole(d.getShort() & 0xffffL, UINT16));
            case UINT32_ARRAY ->
                    array(data, 4, d -> whole(Integer.toUnsignedLong(d.getInt()), UINT32));
            case UINT64_ARRAY -> array(data, 8, d -> whole(d.getLong(), UINT64));
            case FLOAT_ARRAY -> array(data, 4, d -> real(Float.toString(d.getFloat())));
            case DOUBLE_ARRAY -> array(data, 8, d -> real(Double.toString(d.getDouble())));
            case DATE_TIME_ARRAY -> array(data, 8, d -> whole(d.getLong(), DATE_TIME));
            case BOOLEAN_ARRAY -> flags(data);
            case STRING_ARRAY -> texts(bytes);
            default -> StringNode.valueOf(Base64.getEncoder().encodeToString(bytes));
        };
    }

    private static JsonNode array(ByteBuffer data, int size, Function<ByteBuffer, JsonNode> next) {
        if (data.remaining() % size != 0) {
            throw new PayloadException(
                    "an array of numbers of "
                            + size
                            + " bytes cannot have "
                            + data.remaining()
                            + " bytes");
        }
        var array = NODES.arrayNode();
        while (data.hasRemaining()) {
            array.add(next.apply(data));
        }
        return array;
    }

    /** Their count, then eight to a byte, the first one highest. */
    private static JsonNode flags(ByteBuffer data) {
        long count = data.remaining() < 4 ? -1 : Integer.toUnsignedLong(data.getInt());
        if (count < 0 || count > 8L * data.remaining()) {
            throw new PayloadException("an array of booleans ends too early");
        }
        var flags = NODES.arrayNode();
        for (int i = 0; i < count; i++) {
            flags.add((data.get(4 + i / 8) & 0x80 >> i % 8) != 0);
        }
        return flags;
    }

    /** Each ends with a zero byte. */
    private static ArrayNode texts(byte[] bytes) {
        var texts = NODES.arrayNode();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                texts.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            texts.add(new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8));
        }
        return texts;
    }
}
