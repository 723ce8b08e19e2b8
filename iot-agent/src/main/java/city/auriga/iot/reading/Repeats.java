package city.auriga.iot.reading;

import city.auriga.iot.reading.ReadingOutcome.Refusal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written lately, so that what comes again is not written again. */
final class Repeats {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 200_000;

    /** With what could not be used of it. */
    private final Cache<Key, List<Refusal>> written =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    private record Key(String resource, String apikey, String device, String key) {}

    boolean isRepeat(String resource, String apikey, String device, String key) {
        return outcome(resource, apikey, device, key) != null;
    }

    /** What there is to say when it comes again; null if it is new. */
    @Nullable ReadingOutcome outcome(String resource, String apikey, String device, String key) {
        var refusals = written.getIfPresent(new Key(resource, apikey, device, key));
        return refusals == null ? null : new ReadingOutcome(0, refusals);
    }

    /** To be called after the commit: what was lost before it must come again. */
    void remember(String resource, String apikey, String device, String key) {
        remember(resource, apikey, device, key, List.of());
    }

    void remember(
            String resource, String apikey, String device, String key, List<Refusal> refusals) {
        written.put(new Key(resource, apikey, device, key), refusals);
    }
}
