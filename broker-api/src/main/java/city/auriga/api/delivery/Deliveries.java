package city.auriga.api.delivery;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.NotificationSink;
import city.auriga.core.subscription.Outbox;
import city.auriga.core.subscription.PendingNotification;
import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Hands committed changes to the queues of their subscriptions, and forgets a change when all of
 * them are through with it. What does not fit in memory stays in the outbox, and is taken from
 * there later like what a process that died left behind.
 */
@Component
class Deliveries implements NotificationSink {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int ADOPT_LIMIT = 2000;
    private static final int FORGET_LIMIT = 1000;

    private final DeliveryWorker worker;
    private final DeliverySettings settings;
    private final ObjectProvider<Outbox> outbox;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Address, SubscriptionQueue> queues = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> open = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Long> served = new LinkedBlockingQueue<>();

    private record Address(Tenant tenant, String subscriptionId) {}

    /**
     * @param outbox asked for late, because the storage needs this sink before it can give one
     */
    Deliveries(
            DeliveryWorker worker,
            DeliverySettings settings,
            ObjectProvider<Outbox> outbox,
            DeliveryMetrics metrics) {
        this.worker = worker;
        this.settings = settings;
        this.outbox = outbox;
        metrics.watchPending(open::size);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        Thread.ofVirtual().name("outbox-cleaner").start(this::forgetServed);
    }

    @Override
    public void committed(List<PendingNotification> pending) {
        pending.forEach(this::enqueue);
    }

    /**
     * What nobody delivers, after a crash of this or another process, or because it did not fit in
     * memory.
     */
    @Scheduled(fixedDelay = 2000, initialDelay = 500)
    void adopt() {
        try {
            committed(outbox.getObject().adopt(open::containsKey, ADOPT_LIMIT));
        } catch (NgsiLdException unavailable) {
            LOG.debug("the outbox waits for the database");
        }
    }

    private void enqueue(PendingNotification pending) {
        var addressed =
                pending.subscriptionIds().stream()
                        .map(id -> new Address(pending.change().tenant(), id))
                        .map(address -> queues.computeIfAbsent(address, this::queue))
                        .toList();
        if (addressed.stream().anyMatch(queue -> queue.size() >= settings.queue())) {
            return;
        }
        var left = new AtomicInteger(addressed.size());
        if (open.putIfAbsent(pending.outboxId(), left) == null) {
            addressed.forEach(
                    queue -> queue.add(pending, () -> finished(pending.outboxId(), left)));
        }
    }

    private SubscriptionQueue queue(Address address) {
        return new SubscriptionQueue(address.subscriptionId, threads, worker);
    }

    private void finished(long outboxId, AtomicInteger left) {
        if (left.decrementAndGet() == 0) {
            served.add(outboxId);
        }
    }

    private void forgetServed() {
        var ids = new ArrayList<Long>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                ids.add(served.take());
                served.drainTo(ids, FORGET_LIMIT);
                outbox.getObject().served(ids);
                // Only now: an id that is neither here nor in the table cannot be adopted a second
                // time.
                ids.forEach(open::remove);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (NgsiLdException unavailable) {
                served.addAll(ids);
                pause();
            }
            ids.clear();
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.firstRetry());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
