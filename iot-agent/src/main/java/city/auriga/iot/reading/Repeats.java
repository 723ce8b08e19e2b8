package city.auriga.iot.reading;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** What was written lately, so that what comes again is not written again. */
final class Repeats {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 200_000;

    private final Cache<Key, Boolean> written =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    private record Key(String resource, String apikey, String device, String key) {}

    boolean isRepeat(String resource, String apikey, String device, String key) {
        return written.getIfPresent(new Key(resource, apikey, device, key)) != null;
    }

    /** To be called after the commit: what was lost before it must come again. */
    void remember(String resource, String apikey, String device, String key) {
        written.put(new Key(resource, apikey, device, key), true);
    }
}
