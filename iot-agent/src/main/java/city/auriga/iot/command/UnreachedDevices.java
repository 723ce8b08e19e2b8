package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand.Address;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Devices that could not be reached, until they are heard; found without looking at the others. */
public final class UnreachedDevices {
    private final Map<Key, Set<Address>> all = new ConcurrentHashMap<>();

    /** By what else a broker may know some of them. */
    private final Map<Address, String> nextApikeys = new ConcurrentHashMap<>();

    /** What a broker knows of a device. */
    private record Key(String apikey, String device) {
        static Key of(Address address) {
            return new Key(address.apikey(), address.device());
        }
    }

    /**
     * @param nextApikey that the broker may know the device by, too
     */
    public void add(Address device, @Nullable String nextApikey) {
        add(device);
        var before =
                nextApikey == null
                        ? nextApikeys.remove(device)
                        : nextApikeys.put(device, nextApikey);
        if (before != null && !before.equals(nextApikey)) {
            remove(new Key(before, device.device()), device);
        }
        if (nextApikey != null) {
            add(new Key(nextApikey, device.device()), device);
        }
    }

    public void add(Address device) {
        add(Key.of(device), device);
    }

    private void add(Key key, Address device) {
        all.compute(
                key,
                (_, known) -> {
                    var same = known == null ? ConcurrentHashMap.<Address>newKeySet() : known;
                    same.add(device);
                    return same;
                });
    }

    public void addAll(Collection<Address> devices) {
        devices.forEach(this::add);
    }

    public void remove(Address device) {
        remove(Key.of(device), device);
        var nextApikey = nextApikeys.remove(device);
        if (nextApikey != null) {
            remove(new Key(nextApikey, device.device()), device);
        }
    }

    private void remove(Key key, Address device) {
        all.computeIfPresent(
                key,
                (_, known) -> {
                    known.remove(device);
                    return known.isEmpty() ? null : known;
                });
    }

    public boolean contains(Address device) {
        return with(device.apikey(), device.device()).contains(device);
    }

    /** Those of all tenants. */
    public Set<Address> with(String apikey, String device) {
        return all.getOrDefault(new Key(apikey, device), Set.of());
    }
}
