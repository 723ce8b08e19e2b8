package city.auriga.iot.mqtt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/** What is remembered of the sessions of clients while they are not connected. Thread-safe. */
final class Sessions {
    /** More than clients have under way. */
    private static final int MESSAGES = 32;

    private final Cache<UUID, FirstArrivals> all =
            Caffeine.newBuilder()
                    .maximumSize(50_000)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();

    /**
     * The session of a client that the broker has accepted.
     *
     * @param name made of client and user
     */
    FirstArrivals open(UUID name) {
        return Objects.requireNonNull(all.get(name, _ -> new FirstArrivals(MESSAGES)));
    }

    /** Its connection has ended, however long it was. */
    void keep(UUID name, FirstArrivals arrivals) {
        all.put(name, arrivals);
    }
}
