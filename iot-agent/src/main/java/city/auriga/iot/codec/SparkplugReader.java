package city.auriga.iot.codec;

import city.auriga.iot.codec.SparkplugPayload.Flag;
import city.auriga.iot.codec.SparkplugPayload.Metric;
import city.auriga.iot.codec.SparkplugPayload.Octets;
import city.auriga.iot.codec.SparkplugPayload.Real;
import city.auriga.iot.codec.SparkplugPayload.Structure;
import city.auriga.iot.codec.SparkplugPayload.Table;
import city.auriga.iot.codec.SparkplugPayload.Value;
import city.auriga.iot.codec.SparkplugPayload.Whole;
import city.auriga.iot.codec.SparkplugPayload.Words;
import city.auriga.iot.payload.PayloadException;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads Sparkplug B payloads (3.0, 6.4) from protobuf. Fields that nobody needs are passed over. No
 * generated code: the messages are few, and a compiler of protobuf would be one more thing that the
 * build needs for each platform.
 */
final class SparkplugReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_DEPTH = 16;
    private static final String COMPRESSED = "SPBV1.0_COMPRESSED";

    private final CodedInputStream in;
    private int depth;

    private SparkplugReader(byte[] payload) {
        in = CodedInputStream.newInstance(payload);
    }

    /**
     * @throws PayloadException if it is none, or it is compressed
     */
    static SparkplugPayload read(byte[] payload) {
        try {
            return new SparkplugReader(payload).payload();
        } catch (IOException e) {
            throw new PayloadException("not a Sparkplug B payload: " + e.getMessage());
        }
    }

    /** Reads one field of a message, whose number and kind are known. */
    private interface Field {
        void read() throws IOException;
    }

    /** Reads the fields of a message that are wanted, by their tags. */
    private void fields(Map<Integer, Field> wanted) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            var field = wanted.get(tag);
            if (field != null) {
                field.read();
            } else if (!in.skipField(tag)) {
                throw new PayloadException(
                        "not a Sparkplug B payload: a group ends that never began");
            }
        }
    }

    private void message(Map<Integer, Field> wanted) throws IOException {
        if (++depth > MAX_DEPTH) {
            throw new PayloadException("metrics: nested deeper than " + MAX_DEPTH);
        }
        int limit = in.pushLimit(in.readRawVarint32());
        fields(wanted);
        in.popLimit(limit);
        depth--;
    }

    private static int tag(int number, int kind) {
        return number << 3 | kind;
    }

    private SparkplugPayload payload() throws IOException {
        var metrics = new ArrayList<Metric>();
        var numbers = new Numbers();
        fields(
                Map.of(
                        tag(1, VARINT), () -> numbers.timestamp = in.readUInt64(),
                        tag(2, BYTES), () -> metrics.add(metric()),
                        tag(3, VARINT), () -> numbers.sequence = (int) (in.readUInt64() & 0xff),
                        tag(4, BYTES), () -> refuseCompressed(in.readStringRequireUtf8())));
        return new SparkplugPayload(numbers.timestamp, numbers.sequence, metrics);
    }

    private static final class Numbers {
        @Nullable Long timestamp;
        @Nullable Integer sequence;
    }

    private static void refuseCompressed(String uuid) {
        if (uuid.equals(COMPRESSED)) {
            throw new PayloadException("uuid: compressed payloads are not understood");
        }
    }

    private static final class MetricDraft {
        @Nullable String name;
        @Nullable Long alias;
        @Nullable Long timestamp;
        int datatype;
        boolean isNull;
        @Nullable Value value;
        @Nullable String unit;

        Metric finish() {
            return new Metric(name, alias, timestamp, datatype, isNull ? null : value, unit);
        }
    }

    private Metric metric() throws IOException {
        var metric = new MetricDraft();
        var wanted = new HashMap<Integer, Field>();
        wanted.put(tag(1, BYTES), () -> metric.name = in.readStringRequireUtf8());
        wanted.put(tag(2, VARINT), () -> metric.alias = in.readUInt64());
        wanted.put(tag(3, VARINT), () -> metric.timestamp = in.readUInt64());
        wanted.put(tag(4, VARINT), () -> metric.datatype = in.readUInt32());
        wanted.put(tag(7, VARINT), () -> metric.isNull = in.readBool());
        wanted.put(tag(9, BYTES), () -> metric.unit = unit().orElse(null));
        addScalars(wanted, 10, value -> metric.value = value);
        wanted.put(tag(16, BYTES), () -> metric.value = new Octets(in.readByteArray()));
        wanted.put(tag(17, BYTES), () -> metric.value = table());
        wanted.put(tag(18, BYTES), () -> metric.value = structure());
        message(wanted);
        return metric.finish();
    }

    private interface ValueSink {
        void take(Value value);
    }

    /** Metrics and cells of tables have the same six kinds of values, in the same order. */
    private void addScalars(Map<Integer, Field> wanted, int first, ValueSink sink) {
        wanted.put(
                tag(first, VARINT),
                () -> sink.take(new Whole(Integer.toUnsignedLong(in.readUInt32()))));
        wanted.put(tag(first + 1, VARINT), () -> sink.take(new Whole(in.readUInt64())));
        wanted.put(
                tag(first + 2, FIXED32), () -> sink.take(new Real(Float.toString(in.readFloat()))));
        wanted.put(
                tag(first + 3, FIXED64),
                () -> sink.take(new Real(Double.toString(in.readDouble()))));
        wanted.put(tag(first + 4, VARINT), () -> sink.take(new Flag(in.readBool())));
        wanted.put(tag(first + 5, BYTES), () -> sink.take(new Words(in.readStringRequireUtf8())));
    }

    private Structure structure() throws IOException {
        var members = new ArrayList<Metric>();
        message(Map.of(tag(2, BYTES), () -> members.add(metric())));
        return new Structure(members);
    }

    private Optional<String> unit() throws IOException {
        var keys = new ArrayList<String>();
        var texts = new HashMap<Integer, String>();
        var count = new int[1];
        Field text = () -> texts.put(count[0], in.readStringRequireUtf8());
        Field property =
                () -> {
                    message(Map.of(tag(8, BYTES), text));
                    count[0]++;
                };
        message(
                Map.of(
                        tag(1, BYTES),
                        () -> keys.add(in.readStringRequireUtf8()),
                        tag(2, BYTES),
                        property));
        return SparkplugPayload.unit(keys, texts);
    }

    private Table table() throws IOException {
        var columns = new ArrayList<String>();
        var types = new ArrayList<Integer>();
        var rows = new ArrayList<List<Optional<Value>>>();
        message(
                Map.of(
                        tag(2, BYTES), () -> columns.add(in.readStringRequireUtf8()),
                        tag(3, VARINT), () -> types.add(in.readUInt32()),
                        tag(3, BYTES), () -> addPacked(types),
                        tag(4, BYTES), () -> rows.add(row())));
        return new Table(columns, types, rows);
    }

    private void addPacked(List<Integer> numbers) throws IOException {
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            numbers.add(in.readUInt32());
        }
        in.popLimit(limit);
    }

    private List<Optional<Value>> row() throws IOException {
        var cells = new ArrayList<Optional<Value>>();
        Field cell =
                () -> {
                    int index = cells.size();
                    cells.add(Optional.empty());
                    var wanted = new HashMap<Integer, Field>();
                    addScalars(wanted, 1, value -> cells.set(index, Optional.of(value)));
                    message(wanted);
                };
        message(Map.of(tag(1, BYTES), cell));
        return cells;
    }
}
