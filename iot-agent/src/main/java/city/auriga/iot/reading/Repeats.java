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

    private final Cache<Key, Written> written =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    private record Key(String resource, String apikey, String device, String key) {}

    /**
     * What came of it.
     *
     * @param by what it was understood by
     */
    private record Written(List<Refusal> refusals, @Nullable Object by) {}

    boolean isRepeat(String resource, String apikey, String device, String key) {
        return outcome(resource, apikey, device, key, null) != null;
    }

    /**
     * What there is to say when it comes again; null if it is new, or if what could not be used of
     * it may be understood now.
     *
     * @param by the same object as before if nothing has changed
     */
    @Nullable ReadingOutcome outcome(
            String resource, String apikey, String device, String key, @Nullable Object by) {
        var before = written.getIfPresent(new Key(resource, apikey, device, key));
        return before == null || !(before.refusals.isEmpty() || isSame(before.by, by))
                ? null
                : new ReadingOutcome(0, before.refusals);
    }

    @SuppressWarnings("ReferenceEquality") // what was declared anew is another object
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        return one == other;
    }

    /** To be called after the commit: what was lost before it must come again. */
    void remember(String resource, String apikey, String device, String key) {
        remember(resource, apikey, device, key, List.of(), null);
    }

    void remember(
            String resource,
            String apikey,
            String device,
            String key,
            List<Refusal> refusals,
            @Nullable Object by) {
        written.put(new Key(resource, apikey, device, key), new Written(refusals, by));
    }
}
