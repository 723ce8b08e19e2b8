package city.auriga.iot.reading;

import city.auriga.iot.reading.Reading.Transport;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;

/**
 * Which readings came behind one that could not be committed then. They are written once more when
 * they come again, although they were: behind what they followed, so that the newest value stays.
 */
public final class Unsettled {
    private static final int MOST = 100_000;

    /** Longer than anybody tries again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** By what orders readings: when the oldest came that failed. */
    private final Cache<Integer, Instant> failed =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    /** The same, as long as that is so. */
    private final Cache<Integer, Instant> open =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    /** The reading is to be sent again. */
    void failed(Reading reading) {
        note(failed, reading);
        note(open, reading);
    }

    private static void note(Cache<Integer, Instant> oldest, Reading reading) {
        oldest.asMap()
                .merge(
                        reading.address().order(),
                        reading.received(),
                        (one, other) -> one.isBefore(other) ? one : other);
    }

    void succeeded(Reading reading) {
        if (open.estimatedSize() > 0) {
            open.asMap()
                    .computeIfPresent(
                            reading.address().order(),
                            (_, oldest) -> reading.received().isAfter(oldest) ? oldest : null);
        }
    }

    /**
     * Whether something before it has to be tried again first, and whoever brought both does so.
     */
    boolean isTooEarly(Reading reading) {
        var oldest = open.getIfPresent(reading.address().order());
        return oldest != null
                && reading.transport() == Transport.MQTT
                && reading.received().isAfter(oldest);
    }

    /** Whether the reading may have been written before an older one. */
    boolean mayBeOutOfOrder(Reading reading) {
        var oldest = failed.getIfPresent(reading.address().order());
        return oldest != null && !reading.received().isBefore(oldest);
    }
}
