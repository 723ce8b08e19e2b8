package city.auriga.iot.command;

import city.auriga.core.device.DeviceCommand.Address;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Devices that could not be reached, until they are heard; found without looking at the others. */
public final class UnreachedDevices {
    private final Map<Key, Set<Address>> all = new ConcurrentHashMap<>();

    /** What a broker knows of a device. */
    private record Key(String apikey, String device) {
        static Key of(Address address) {
            return new Key(address.apikey(), address.device());
        }
    }

    public void add(Address device) {
        all.compute(
                Key.of(device),
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
        all.computeIfPresent(
                Key.of(device),
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
