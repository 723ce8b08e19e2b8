package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceHomes;
import city.auriga.core.model.Tenant;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where devices that roam, and take commands, were last seen: at which Entity they are asked for
 * something, and in which group. Thread-safe; blocks.
 */
public final class Homes {
    /** Other processes may hear the device, too. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final DeviceHomes store;
    private final Cache<Address, DeviceHome> known =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(TRUSTED).build();

    public Homes(DeviceHomes store) {
        this.store = store;
    }

    /**
     * @param host a device at its Entity
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    void remember(Sender host) {
        if (!host.roams() || host.commands().rules().isEmpty()) {
            return;
        }
        var device = host.commands().address();
        var home = new DeviceHome(host.resource(), host.profile().entity().id());
        if (!home.equals(known.getIfPresent(device))) {
            store.put(device, home);
            known.put(device, home);
        }
    }

    Optional<DeviceHome> find(Device device) {
        return store.find(device.key());
    }

    List<Device> devicesAt(Tenant tenant, String entity) {
        return store.devicesAt(tenant, entity);
    }
}
