package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.device.Sender;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** How many readings each device may send; what is more is not taken. */
final class RateLimits {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int DEVICES = 200_000;

    static final RateLimits NONE = new RateLimits(-1);

    private final int usual;
    private final Cache<Key, RateLimiter> limiters =
            Caffeine.newBuilder().maximumSize(DEVICES).expireAfterAccess(IDLE).build();

    private record Key(Address device, int limit) {}

    /**
     * @param usual readings a second of a device that nobody has declared a limit for; 0 for none,
     *     -1 for none whatever is declared
     */
    RateLimits(int usual) {
        this.usual = usual;
    }

    /** Whether a device may send one more now. */
    boolean allow(Sender sender) {
        var profile = sender.profile();
        int limit = profile.rateLimit() < 0 ? usual : profile.rateLimit();
        if (usual < 0 || limit == 0) {
            return true;
        }
        var key = new Key(sender.commands().address(), limit);
        return limiters.get(key, RateLimits::limiter).acquirePermission();
    }

    private static RateLimiter limiter(Key key) {
        return RateLimiter.of(
                key.device.device(),
                RateLimiterConfig.custom()
                        .limitForPeriod(key.limit)
                        .limitRefreshPeriod(SECOND)
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }
}
