package city.auriga.iot.reading;

import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.Reading.Transport;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Which readings came behind one that could not be committed then. They are written once more when
 * they come again, although they were: behind what they followed, so that the newest value stays.
 */
public final class Unsettled {
    private static final int MOST = 100_000;

    /** Longer than anybody tries again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** So long after a failure its connection may not know of it yet, and bring what is behind. */
    private static final Duration NEWS = Duration.ofSeconds(2);

    private final LongSupplier nanos;

    /** When the oldest came that failed. */
    private final Cache<Key, Instant> failed =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    private final Cache<Key, Failure> open =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(NEWS.multipliedBy(2)).build();

    public Unsettled() {
        this(System::nanoTime);
    }

    Unsettled(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whose readings keep their order. */
    private record Key(String apikey, String name) {
        static Key of(Reading reading) {
            return switch (reading.address()) {
                case OfDevice device -> new Key(device.apikey(), device.device());
                case OfGroup(var listening, var message) ->
                        new Key(
                                listening.group().apikey(),
                                "\n" + listening.codec().order(message));
            };
        }
    }

    /**
     * A reading that has to be tried again.
     *
     * @param at on the clock of {@link System#nanoTime}
     */
    private record Failure(Instant received, long at) {}

    /** The reading is to be sent again. */
    void failed(Reading reading) {
        failed.asMap()
                .merge(
                        Key.of(reading),
                        reading.received(),
                        (one, other) -> one.isBefore(other) ? one : other);
    }

    /** Whether the reading may have been written before an older one. */
    boolean mayBeOutOfOrder(Reading reading) {
        var oldest = failed.getIfPresent(Key.of(reading));
        return oldest != null && !reading.received().isBefore(oldest);
    }

    /** A turn has come to nothing, and whoever brought it will try again. */
    void turnFailed(Reading reading) {
        if (reading.transport() == Transport.MQTT) {
            var failure = new Failure(reading.received(), nanos.getAsLong());
            open.asMap()
                    .merge(
                            Key.of(reading),
                            failure,
                            (old, latest) ->
                                    isNews(old) && old.received.isBefore(latest.received)
                                            ? old
                                            : latest);
        }
    }

    void turnSucceeded(Reading reading) {
        open.asMap()
                .computeIfPresent(
                        Key.of(reading),
                        (_, old) -> reading.received().isBefore(old.received) ? old : null);
    }

    /** Whether something before it has failed just now: it comes again, behind that. */
    boolean isTooEarly(Reading reading) {
        var failure = open.getIfPresent(Key.of(reading));
        return failure != null
                && isNews(failure)
                && reading.transport() == Transport.MQTT
                && reading.received().isAfter(failure.received);
    }

    private boolean isNews(Failure failure) {
        return nanos.getAsLong() - failure.at < NEWS.toNanos();
    }
}
