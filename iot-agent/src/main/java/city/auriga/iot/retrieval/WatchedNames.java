package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.ChangeMatcher;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sees inside of a write whether a device watches what changes. Nobody is served before it is known
 * what is watched.
 */
public final class WatchedNames implements ChangeMatcher, ConfigurationListener, SmartLifecycle {
    /** What the change is told to. */
    static final String ID = "urn:auriga:iot:configuration";

    private static final Logger LOG = LoggerFactory.getLogger(WatchedNames.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long RETRY_NANOS = 500_000_000;
    private static final List<String> MATCH = List.of(ID);

    private final Supplier<ConfigurationSubscriptions> subscriptions;

    /** One reads at a time: what was read first must not come last. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicBoolean asked = new AtomicBoolean();

    /** Expanded names by Entity; null as long as nothing is known. */
    private volatile @Nullable Map<Place, Set<String>> known;

    private record Place(Tenant tenant, String entity) {}

    /**
     * @param subscriptions asked for late, because the storage needs this matcher
     */
    public WatchedNames(Supplier<ConfigurationSubscriptions> subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public List<String> match(EntityChange change) {
        var places = known;
        if (places == null) {
            return changed(change).isEmpty() ? List.of() : MATCH;
        }
        if (places.isEmpty()) {
            return List.of();
        }
        var names = places.get(new Place(change.tenant(), change.id().value()));
        return names != null && change.attributes().stream().anyMatch(c -> isIn(names, c))
                ? MATCH
                : List.of();
    }

    private static boolean isIn(Set<String> names, AttributeChange change) {
        return names.contains(change.name()) && differs(change);
    }

    /** Expanded names of the Attributes that have another value now. */
    static Set<String> changed(EntityChange change) {
        return change.attributes().stream()
                .filter(WatchedNames::differs)
                .map(AttributeChange::name)
                .collect(Collectors.toSet());
    }

    private static boolean differs(AttributeChange change) {
        var before = change.before();
        var after = change.after();
        return change.datasetId() == null
                && (before == null || after == null || !before.value().equals(after.value()));
    }

    /** What is watched of one Entity. */
    void load(Tenant tenant, String entity) {
        lock.lock();
        try {
            var places = known;
            if (places != null) {
                var names = subscriptions.get().watched(tenant, entity);
                var place = new Place(tenant, entity);
                if (names.isEmpty()) {
                    places.remove(place);
                } else {
                    places.put(place, Set.copyOf(names));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void loadAll() {
        lock.lock();
        try {
            var places = new ConcurrentHashMap<Place, Set<String>>();
            for (var watched : subscriptions.get().watched()) {
                places.computeIfAbsent(
                                new Place(watched.tenant(), watched.entity()), _ -> new HashSet<>())
                        .add(watched.name());
            }
            known = places;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void watchedChanged(Tenant tenant, String entity) {
        // Who tells the news waits for nobody.
        Thread.ofVirtual()
                .name("watched-names")
                .start(() -> {
                    try {
                        load(tenant, entity);
                    } catch (NgsiLdException unavailable) {
                        reload();
                    } catch (RuntimeException | Error e) {
                        LOG.error("what is watched of {} could not be read", entity, e);
                        reload();
                    }
                });
    }

    @Override
    public void reload() {
        if (!asked.getAndSet(true)) {
            Thread.ofVirtual().name("watched-names").start(this::loadAgain);
        }
    }

    private void loadAgain() {
        while (asked.getAndSet(false)) {
            try {
                loadAll();
            } catch (NgsiLdException unavailable) {
                LOG.debug("what is watched will be read again when the database is back");
                asked.set(true);
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (RuntimeException | Error e) {
                // Without it nobody would be told of what is watched from now on.
                LOG.error("what is watched could not be read, and is read again", e);
                asked.set(true);
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Before the servers for clients and devices start. */
    @Override
    public void start() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (known == null) {
            try {
                loadAll();
            } catch (NgsiLdException unavailable) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "what devices watch cannot be read", unavailable);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    @Override
    public void stop() {
        // It is of use until the end.
    }

    @Override
    public boolean isRunning() {
        return known != null;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
