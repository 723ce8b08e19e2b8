package city.auriga.iot.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Sparkplug B payload.
 *
 * @param timestamp milliseconds since 1970
 * @param sequence from 0 to 255
 */
record SparkplugPayload(
        @Nullable Long timestamp, @Nullable Integer sequence, List<Metric> metrics) {
    private static final String BIRTH_SEQUENCE = "bdSeq";

    /**
     * @param name null if only the alias tells
     * @param datatype 0 if only the birth tells
     * @param value null if the metric has none now
     * @param unit as text, if a property tells
     */
    record Metric(
            @Nullable String name,
            @Nullable Long alias,
            @Nullable Long timestamp,
            int datatype,
            @Nullable Value value,
            @Nullable String unit) {}

    /** What a metric holds, as it is on the wire: only the datatype says what it means. */
    sealed interface Value {}

    /** Bits of a whole number, without a sign. */
    record Whole(long bits) implements Value {}

    record Real(String digits) implements Value {}

    record Flag(boolean value) implements Value {}

    record Words(String text) implements Value {}

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares payloads.
    record Octets(byte[] bytes) implements Value {}

    /**
     * @param types of the columns
     */
    record Table(List<String> columns, List<Integer> types, List<List<Optional<Value>>> rows)
            implements Value {}

    record Structure(List<Metric> members) implements Value {}

    /** Which birth of its node a payload belongs to, if it says so. */
    Optional<Long> birthSequence() {
        return metrics.stream()
                .filter(metric -> BIRTH_SEQUENCE.equals(metric.name()))
                .flatMap(metric ->
                        metric.value() instanceof Whole(var bits)
                                ? Optional.of(bits).stream()
                                : Optional.<Long>empty().stream())
                .findFirst();
    }

    static boolean isControl(String name) {
        return name.equals(BIRTH_SEQUENCE)
                || name.startsWith("Node Control/")
                || name.startsWith("Device Control/");
    }

    /** The keys of properties are given in order, and their values in the same. */
    static Optional<String> unit(List<String> keys, Map<Integer, String> texts) {
        return Optional.ofNullable(texts.get(keys.indexOf("engUnit")));
    }
}
