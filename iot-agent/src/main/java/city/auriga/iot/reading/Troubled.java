package city.auriga.iot.reading;

import city.auriga.core.device.DeviceKey;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Devices that could not be looked at lately, and whose they are: looking may take long, so others
 * come first.
 */
final class Troubled {
    private static final int REMEMBERED = 100_000;
    private static final Duration TENANTS = Duration.ofMinutes(5);
    private static final Duration DEVICES = Duration.ofHours(1);

    private final Cache<Tenant, Boolean> tenants =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(TENANTS).build();
    private final Cache<DeviceKey, Boolean> devices =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(DEVICES).build();

    /** Whether it is the first time, as far as is known. */
    boolean add(DeviceKey device) {
        tenants.put(device.tenant(), true);
        return devices.asMap().put(device, true) == null;
    }

    void remove(DeviceKey device) {
        devices.invalidate(device);
    }

    boolean hasOneOf(Tenant tenant) {
        return tenants.getIfPresent(tenant) != null;
    }

    boolean has(DeviceKey device) {
        return devices.getIfPresent(device) != null;
    }
}
