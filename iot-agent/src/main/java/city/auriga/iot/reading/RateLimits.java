package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Sender;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/** How many readings each device, and each group, may send; what is more is not taken. */
final class RateLimits {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int DEVICES = 200_000;
    private static final int GROUPS = 20_000;

    static final RateLimits NONE = new RateLimits(-1);

    private final int usual;
    private final Cache<Key, RateLimiter> limiters =
            Caffeine.newBuilder().maximumSize(DEVICES).expireAfterAccess(IDLE).build();

    private final Cache<GroupKey, RateLimiter> groups =
            Caffeine.newBuilder().maximumSize(GROUPS).expireAfterAccess(IDLE).build();

    private record Key(Address device, int limit) {}

    private record GroupKey(Tenant tenant, String resource, String apikey, int limit) {}

    /**
     * @param usual readings a second of a device that nobody has declared a limit for; 0 for none,
     *     -1 for none whatever is declared
     */
    RateLimits(int usual) {
        this.usual = usual;
    }

    /** Whether a device may send one more now. */
    boolean allow(Sender sender) {
        int declared = sender.profile().rates().device();
        int limit = declared < 0 ? usual : declared;
        if (usual < 0 || limit == 0) {
            return true;
        }
        var key = new Key(sender.commands().address(), limit);
        return limiters.get(key, k -> limiter(k.device.device(), k.limit)).acquirePermission();
    }

    /** Whether the devices of a group may send one more now. */
    boolean allowGroup(Sender sender) {
        int limit = sender.profile().rates().group();
        if (usual < 0 || limit == 0) {
            return true;
        }
        var address = sender.commands().address();
        var key = new GroupKey(address.tenant(), sender.resource(), address.apikey(), limit);
        return groups.get(key, k -> limiter(k.apikey, k.limit)).acquirePermission();
    }

    private static RateLimiter limiter(String name, int limit) {
        return RateLimiter.of(
                name,
                RateLimiterConfig.custom()
                        .limitForPeriod(limit)
                        .limitRefreshPeriod(SECOND)
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }
}
