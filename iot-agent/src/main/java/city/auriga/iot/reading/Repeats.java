package city.auriga.iot.reading;

import city.auriga.core.device.DeviceGroup;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** What a network has delivered lately, so that what it delivers again is not written again. */
final class Repeats {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 200_000;

    private final Cache<Key, Boolean> written =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    private record Key(String resource, String apikey, String device, String key) {}

    boolean isRepeat(DeviceGroup group, String device, String key) {
        return written.getIfPresent(new Key(group.resource(), group.apikey(), device, key)) != null;
    }

    /** To be called after the commit: what was lost before it must come again. */
    void remember(DeviceGroup group, String device, String key) {
        written.put(new Key(group.resource(), group.apikey(), device, key), true);
    }
}
