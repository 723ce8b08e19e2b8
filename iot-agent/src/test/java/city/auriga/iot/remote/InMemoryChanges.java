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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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
    public synchronized Optional<Since> since(Tenant tenant, String attribute, Set<String> types) {
        looks++;
        var all =
                made.values().stream()
                        .filter(one ->
                                one.tenant().equals(tenant) && one.attribute().equals(attribute))
                        .toList();
        var own = all.stream().filter(one -> types.contains(one.type())).toList();
        var counting = own.isEmpty() ? all : own;
        return counting.stream()
                .map(Made::since)
                .min(Comparator.naturalOrder())
                .map(changes ->
                        new Since(
                                changes,
                                counting.stream()
                                        .filter(Made::command)
                                        .map(Made::since)
                                        .min(Comparator.naturalOrder())
                                        .orElse(null)));
    }

    @Override
    public synchronized void put(Made one) {
        made.merge(
                one.id(),
                one,
                (before, now) ->
                        now.command() && !before.command() ? now : with(now, before.since()));
    }

    private static Made with(Made one, Instant since) {
        return new Made(
                one.tenant(),
                one.id(),
                one.type(),
                one.attribute(),
                one.endpoint(),
                since,
                one.command());
    }

    @Override
    public synchronized void remove(Made one) {
        made.remove(one.id());
    }

    @Override
    public Map<String, Instant> newest(Tenant tenant, String entity, String attribute) {
        return heard.getOrDefault(List.of(tenant.name(), entity, attribute), Map.of());
    }

    /** How often it was to forget. */
    public final AtomicInteger forgets = new AtomicInteger();

    /** Whether that does not work, in the worst way. */
    public volatile boolean broken;

    @Override
    public synchronized void forget(Instant now) {
        forgets.incrementAndGet();
        if (broken) {
            throw new NoClassDefFoundError("for the test");
        }
        var before = now.minus(OLDEST);
        made.replaceAll((_, one) -> one.since().isBefore(before) ? with(one, before) : one);
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
