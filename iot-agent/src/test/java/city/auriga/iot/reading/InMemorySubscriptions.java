package city.auriga.iot.reading;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** What devices watch, and who hears of it. */
public final class InMemorySubscriptions implements ConfigurationSubscriptions {
    public final Map<Address, ConfigurationSubscription> all =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Address, Long> versions = new LinkedHashMap<>();
    private final Set<Address> due = new HashSet<>();
    private final Set<Address> claimed = new HashSet<>();
    private volatile List<ConfigurationListener> listeners = List.of();

    /** Entities that are watched by devices that are moved or removed just now. */
    public final Set<String> moving = ConcurrentHashMap.newKeySet();

    /** Whoever has it keeps others from reading what is watched of an Entity. */
    public final ReentrantLock slow = new ReentrantLock();

    void listen(ConfigurationListener... all) {
        listeners = List.of(all);
    }

    @Override
    public boolean put(ConfigurationSubscription subscription) {
        all.put(subscription.device(), subscription);
        return true;
    }

    @Override
    public boolean isWithout(Address device) {
        return !all.containsKey(device);
    }

    @Override
    public void remove(Address device) {
        all.remove(device);
    }

    @Override
    public List<Watched> watched() {
        return all.values().stream()
                .flatMap(s ->
                        s.names().stream()
                                .map(n -> new Watched(s.device().tenant(), s.entity(), n)))
                .toList();
    }

    @Override
    public List<WatchedType> watchedTypes() {
        return all.values().stream()
                .flatMap(s ->
                        s.names().stream()
                                .map(n -> new WatchedType(s.device().tenant(), s.type(), n)))
                .distinct()
                .toList();
    }

    @Override
    public Set<String> watched(Tenant tenant, String entity) {
        slow.lock();
        try {
            var names = new HashSet<String>();
            watched().stream()
                    .filter(w -> w.tenant().equals(tenant) && w.entity().equals(entity))
                    .forEach(w -> names.add(w.name()));
            return names;
        } finally {
            slow.unlock();
        }
    }

    @Override
    public int changed(
            Tenant tenant,
            String entity,
            Collection<String> names,
            Instant now,
            Instant retry,
            boolean mayWait) {
        if (moving.contains(entity)) {
            throw Readings.unavailable("moving");
        }
        return changed(s ->
                s.device().tenant().equals(tenant)
                        && s.entity().equals(entity)
                        && !Collections.disjoint(s.names(), names));
    }

    @Override
    public void changed(WatchedType watched, Instant now, Instant retry) {
        changed(s ->
                s.device().tenant().equals(watched.tenant())
                        && s.type().equals(watched.type())
                        && s.names().contains(watched.name()));
    }

    private int changed(Predicate<ConfigurationSubscription> which) {
        var devices =
                List.copyOf(all.values()).stream()
                        .filter(which)
                        .map(ConfigurationSubscription::device)
                        .toList();
        synchronized (this) {
            devices.forEach(device -> versions.merge(device, 1L, Long::sum));
            due.addAll(devices);
        }
        devices.forEach(device -> listeners.forEach(listener -> listener.stirred(device)));
        return devices.size();
    }

    @Override
    public synchronized Optional<Due> claim(Address device, Instant now, Instant until) {
        return all.containsKey(device) && due.contains(device) && claimed.add(device)
                ? Optional.of(new Due(all.get(device), versions.get(device)))
                : Optional.empty();
    }

    @Override
    public synchronized void told(Address device, long version) {
        claimed.remove(device);
        if (versions.get(device) == version) {
            due.remove(device);
        }
    }

    @Override
    public synchronized void giveBack(Address device) {
        claimed.remove(device);
    }

    @Override
    public synchronized List<Address> waiting(int limit) {
        return List.copyOf(due);
    }

    @Override
    public void stir(Instant now, int limit) {
        List<Address> devices;
        synchronized (this) {
            devices = List.copyOf(due);
        }
        devices.forEach(device -> listeners.forEach(listener -> listener.stirred(device)));
    }
}
