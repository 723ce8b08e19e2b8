package city.auriga.iot.reading;

import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
import java.util.Comparator;

/**
 * What only a measure has that came with the same message, however often that comes.
 *
 * @param at when its message first came
 * @param number its place in its message
 * @param values a hash, since the same message may be understood in another way
 */
record Arrived(Instant at, int number, int values) implements Comparable<Arrived> {
    private static final Comparator<Arrived> ORDER =
            Comparator.comparing(Arrived::at).thenComparingInt(Arrived::number);

    static Arrived of(Measure measure, Arrival arrival, int number) {
        return new Arrived(arrival.at(), number, measure.values().hashCode());
    }

    /** By when they came. */
    @Override
    public int compareTo(Arrived other) {
        return ORDER.compare(this, other);
    }
}
