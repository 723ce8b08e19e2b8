package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand.Address;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Devices that have no open command, so that what they measure, which may be the answer to one,
 * asks the database nothing. Thread-safe.
 */
public final class IdleDevices {
    private final Cache<Address, Boolean> idle =
            Caffeine.newBuilder()
                    .maximumSize(200_000)
                    .expireAfterWrite(Duration.ofMinutes(1))
                    .build();
    private long news;

    boolean contains(Address device) {
        return idle.getIfPresent(device) != null;
    }

    /** Remembers a device unless it has something open, or gets something meanwhile. */
    void look(Address device, BooleanSupplier hasOpen) {
        long before = news();
        if (!hasOpen.getAsBoolean()) {
            put(device, before);
        }
    }

    private synchronized long news() {
        return news;
    }

    private synchronized void put(Address device, long before) {
        if (news == before) {
            idle.put(device, true);
        }
    }

    /** A device has a command. */
    synchronized void forget(Address device) {
        news++;
        idle.invalidate(device);
    }

    /** Any device may have one. */
    synchronized void forgetAll() {
        news++;
        idle.invalidateAll();
    }
}
