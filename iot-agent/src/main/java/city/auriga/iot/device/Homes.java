package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where devices that roam, and are asked for something, were last seen: at which Entity they are
 * asked for something, and in which group. Thread-safe; blocks.
 */
public final class Homes {
    /** Other processes may hear the device, too. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final DeviceHomes store;
    private final Cache<Address, Known> known =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(TRUSTED).build();

    private record Known(DeviceHome home, AtomicReference<Instant> heard) {}

    public Homes(DeviceHomes store) {
        this.store = store;
    }

    /**
     * @param host a device at its Entity
     * @param heard when it was there; null if that is declared, whatever was heard
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    void remember(Sender host, @Nullable Instant heard) {
        if (!host.roams() || !host.isAsked()) {
            return;
        }
        var device = host.commands().address();
        var home = new DeviceHome(host.resource(), host.profile().entity().id());
        var last = known.getIfPresent(device);
        var time = heard == null ? Instant.EPOCH : heard;
        if (last != null && last.home.equals(home)) {
            last.heard.accumulateAndGet(time, (one, other) -> one.isAfter(other) ? one : other);
        } else if (last == null || heard == null || !heard.isBefore(last.heard.get())) {
            put(device, home, heard, last);
        }
    }

    private void put(
            Address device, DeviceHome home, @Nullable Instant heard, @Nullable Known last) {
        if (!store.put(device, home, heard)) {
            // Another process has heard it elsewhere since.
            known.invalidate(device);
            return;
        }
        var before = last == null ? Instant.EPOCH : last.heard.get();
        known.put(device, new Known(home, new AtomicReference<>(heard == null ? before : heard)));
    }

    Optional<DeviceHome> find(Device device) {
        return store.find(device.key());
    }

    List<Device> devicesAt(Tenant tenant, String entity) {
        return store.devicesAt(tenant, entity);
    }
}
