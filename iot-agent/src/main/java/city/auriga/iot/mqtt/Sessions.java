package city.auriga.iot.mqtt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/** What is remembered of the sessions of clients while they are not connected. Thread-safe. */
final class Sessions {
    /** Of each; more where more are not acknowledged. */
    private static final int MESSAGES = 32;

    /** Of all. */
    private static final int MOST = 1_500_000;

    /** As heavy as so many messages. */
    private static final int OF_SESSION = 16;

    private final Cache<UUID, FirstArrivals> all =
            Caffeine.newBuilder()
                    .maximumWeight(MOST)
                    .weigher((UUID _, FirstArrivals arrivals) -> OF_SESSION + arrivals.size())
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
