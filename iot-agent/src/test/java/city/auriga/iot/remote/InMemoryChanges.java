package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions;
import city.auriga.core.device.HeardChanges;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is subscribed to, and what was heard, in memory. */
public final class InMemoryChanges implements BrokerSubscriptions, HeardChanges {
    private static final String SECRET = "secret";

    private final Map<String, Made> made = new LinkedHashMap<>();
    private final Map<List<String>, Map<String, Instant>> heard = new ConcurrentHashMap<>();

    /** Whether what is heard is forgotten, as if the process had died before. */
    public volatile boolean forgetful;

    @Override
    public String secret() {
        return SECRET;
    }

    /** What the broker of a tenant has to know. */
    public static String word(Tenant tenant) {
        return NotifyWord.of(SECRET, tenant);
    }

    @Override
    public synchronized List<Made> all() {
        return List.copyOf(made.values());
    }

    /** How often it was asked for what may be new. */
    public int looks;

    @Override
    public synchronized Optional<Instant> since(Tenant tenant, String attribute) {
        looks++;
        return made.values().stream()
                .filter(one -> one.tenant().equals(tenant) && one.attribute().equals(attribute))
                .map(Made::since)
                .min(Comparator.naturalOrder());
    }

    @Override
    public synchronized void put(Made one) {
        made.put(one.id(), one);
    }

    @Override
    public synchronized void remove(Made one) {
        made.remove(one.id());
    }

    @Override
    public Map<String, Instant> newest(Tenant tenant, String entity, String attribute) {
        return heard.getOrDefault(List.of(tenant.name(), entity, attribute), Map.of());
    }

    @Override
    public void forget(Instant before) {
        heard.replaceAll((_, times) -> {
            var left = new LinkedHashMap<>(times);
            left.values().removeIf(time -> time.isBefore(before));
            return left;
        });
    }

    @Override
    public void heard(
            Tenant tenant, String entity, String attribute, Map<String, Instant> changes) {
        if (!forgetful) {
            heard.merge(
                    List.of(tenant.name(), entity, attribute),
                    changes,
                    (old, news) -> {
                        var merged = new LinkedHashMap<>(old);
                        news.forEach(
                                (d, at) -> merged.merge(d, at, (a, b) -> a.isAfter(b) ? a : b));
                        return merged;
                    });
        }
    }
}
