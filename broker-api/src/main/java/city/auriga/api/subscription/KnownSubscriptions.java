package city.auriga.api.subscription;

import city.auriga.api.delivery.Deliveries;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionIndex;
import city.auriga.core.subscription.SubscriptionKey;
import city.auriga.core.subscription.SubscriptionListener;
import city.auriga.core.subscription.SubscriptionReader;
import city.auriga.core.subscription.SubscriptionStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the index of this process true to what is stored. Nobody is served before it is: a change
 * that nobody is told of cannot be told any more.
 */
@Component
class KnownSubscriptions implements SubscriptionListener, SmartLifecycle {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long RETRY_NANOS = 200_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(KnownSubscriptions.class);

    private final SubscriptionIndex index;
    private final SubscriptionReader reader = new SubscriptionReader();
    private final ObjectProvider<SubscriptionStore> store;
    private final ObjectProvider<Deliveries> deliveries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<SubscriptionKey> unread = ConcurrentHashMap.newKeySet();
    private volatile boolean allUnread;

    /**
     * @param store asked for late, because the storage tells this listener of its own start
     */
    KnownSubscriptions(
            SubscriptionIndex index,
            ObjectProvider<SubscriptionStore> store,
            ObjectProvider<Deliveries> deliveries) {
        this.index = index;
        this.store = store;
        this.deliveries = deliveries;
    }

    /**
     * Reads a subscription again. One at a time: what was read first must not come into the index
     * last.
     */
    @Override
    public void changed(Tenant tenant, String id) {
        var key = new SubscriptionKey(tenant, id);
        lock.lock();
        try {
            store.getObject()
                    .find(tenant, id)
                    .ifPresentOrElse(
                            stored -> read(stored.document()).forEach(s -> index.put(tenant, s)),
                            () -> {
                                index.remove(tenant, id);
                                deliveries.getObject().forget(key);
                            });
            unread.remove(key);
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} will be read again when the database is back", id);
            unread.add(key);
        } finally {
            lock.unlock();
        }
        deliveries.getObject().wake(key);
    }

    /** What could not be read when it was told of. */
    @Scheduled(fixedDelay = 1000)
    void readUnread() {
        if (allUnread) {
            reload();
        }
        unread.forEach(key -> changed(key.tenant(), key.id()));
    }

    @Override
    public void reload() {
        lock.lock();
        try {
            var all = store.getObject().all();
            index.tenants().stream()
                    .filter(tenant -> !all.containsKey(tenant))
                    .forEach(tenant -> index.replaceAll(tenant, List.of()));
            all.forEach((tenant, documents) ->
                    index.replaceAll(tenant, documents.stream().flatMap(this::read).toList()));
            allUnread = false;
            index.complete();
        } catch (NgsiLdException unavailable) {
            LOG.debug("subscriptions will be read again when the database is back");
            allUnread = true;
        } finally {
            lock.unlock();
        }
    }

    /** Before the servers for clients and devices start. */
    @Override
    public void start() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        reload();
        while (!index.isComplete()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the subscriptions cannot be read");
            }
            LockSupport.parkNanos(RETRY_NANOS);
            reload();
        }
    }

    @Override
    public void stop() {
        // It is of use until the end.
    }

    @Override
    public boolean isRunning() {
        return index.isComplete();
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    private Stream<Subscription> read(ObjectNode document) {
        try {
            return Stream.of(reader.read(document).lean());
        } catch (NgsiLdException e) {
            LOG.error(
                    "the subscription {} cannot be read and is silent: {}",
                    document.path("id"),
                    e.getMessage());
            return Stream.empty();
        }
    }
}
