package city.auriga.iot.device;

import city.auriga.core.device.DeviceApikeys;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.problem.NgsiLdException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With which of two apikeys devices were last heard, while that of their group changes. Of all
 * others nothing is remembered. Thread-safe; blocks.
 */
public final class HeardApikeys {
    private static final Logger LOG = LoggerFactory.getLogger(HeardApikeys.class);

    /** Other processes may hear the device, too. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final DeviceApikeys store;
    private final Cache<Address, String> known =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(TRUSTED).build();

    public HeardApikeys(DeviceApikeys store) {
        this.store = store;
    }

    /** A device was heard. If that cannot be stored now, it is when the device is heard again. */
    public void heard(Sender device, String apikey, Instant received) {
        if (device.nextApikey() == null) {
            return;
        }
        var address = device.commands().address();
        try {
            if (!apikey.equals(known.getIfPresent(address))
                    && store.put(address, apikey, received)) {
                known.put(address, apikey);
            }
        } catch (NgsiLdException unavailable) {
            LOG.debug("with which apikey {} was heard is noted later", address.device());
        }
    }

    /**
     * Those that a device may listen with, the one that it was last heard with first.
     *
     * @throws city.auriga.core.problem.NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public List<String> of(Sender device) {
        var address = device.commands().address();
        var next = device.nextApikey();
        if (next == null) {
            return List.of(address.apikey());
        }
        var key =
                new DeviceKey(address.tenant(), address.path(), address.apikey(), address.device());
        return next.equals(store.find(List.of(key)).get(key))
                ? List.of(next, address.apikey())
                : List.of(address.apikey(), next);
    }
}
