package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.HeldSubscriptions;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.NotificationSink;
import city.auriga.core.subscription.Outbox;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.SubscriptionKey;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Hands committed changes to the queues of their subscriptions, and forgets a change when none of
 * them needs it any more: each has delivered it, or keeps it in its backlog. Takes over what a
 * process that died left behind.
 */
@Component
public class Deliveries implements NotificationSink {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int ADOPT_LIMIT = 2000;
    private static final int FORGET_LIMIT = 1000;

    private final DeliveryWorker worker;
    private final DeliverySettings settings;
    private final ObjectProvider<Outbox> outbox;
    private final ObjectProvider<Backlog> backlog;
    private final ObjectProvider<HeldSubscriptions> holds;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<SubscriptionKey, SubscriptionQueue> queues = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> open = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Long> served = new LinkedBlockingQueue<>();
    private final QueueMemory memory;
    private final LateChanges late;
    private final Supplier<List<InternalReceiver>> internal;

    /** Null until it is known. */
    private volatile @Nullable Set<SubscriptionKey> held;

    /**
     * @param outbox asked for late, as the other ports are, because the storage needs this sink
     *     before it can give one
     */
    Deliveries(
            DeliveryWorker worker,
            DeliverySettings settings,
            ObjectProvider<Outbox> outbox,
            ObjectProvider<Backlog> backlog,
            ObjectProvider<HeldSubscriptions> holds,
            ObjectProvider<InternalReceiver> internal,
            DeliveryMetrics metrics) {
        this.worker = worker;
        this.settings = settings;
        this.outbox = outbox;
        this.backlog = backlog;
        this.holds = holds;
        this.memory = new QueueMemory(settings.queue(), settings.memory());
        this.late = new LateChanges(backlog, settings.firstRetry());
        this.internal = SingletonSupplier.of(() -> internal.stream().toList());
        metrics.watchPending(memory::taken);
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        threads.execute(this::forgetServed);
        threads.execute(late::run);
    }

    @Override
    public void committed(List<PendingNotification> pending) {
        pending.forEach(this::enqueue);
        late.awaitRoom();
    }

    /**
     * What nobody delivers, after a crash of this or another process. The first time it is all that
     * there is, and nothing is delivered before it.
     */
    @Scheduled(fixedDelay = 2000)
    void adopt() {
        try {
            var holding = holds.getObject().all();
            var orphans = backlog.getObject().orphans();
            orphans.forEach(key -> queue(key).gather());
            try {
                adoptOutbox();
                orphans.forEach(backlog.getObject()::inherit);
            } finally {
                orphans.forEach(key -> queue(key).gathered());
            }
            held = holding;
        } catch (NgsiLdException unavailable) {
            LOG.debug("the outbox waits for the database");
        }
    }

    private void adoptOutbox() {
        var adopted = outbox.getObject().adopt(open::containsKey, ADOPT_LIMIT);
        while (!adopted.isEmpty()) {
            committed(adopted);
            adopted = outbox.getObject().adopt(open::containsKey, ADOPT_LIMIT);
        }
    }

    /** A subscription is gone. */
    public void forget(SubscriptionKey key) {
        wake(key);
        queues.computeIfPresent(key, (k, queue) -> queue.isIdle() ? null : queue);
    }

    /** A subscription has changed: what waits for it may be worth a try now. */
    public void wake(SubscriptionKey key) {
        var queue = queues.get(key);
        if (queue != null) {
            queue.wake();
        }
    }

    /** Stops deliveries of a subscription in all processes, until they are released. */
    public void hold(SubscriptionKey key) {
        holds.getObject().hold(key);
        held = holds.getObject().all();
    }

    /** Lets deliveries go on. */
    public void release(SubscriptionKey key) {
        holds.getObject().release(key);
        held = holds.getObject().all();
        wake(key);
    }

    /** Something was put into the backlog of a subscription. */
    public void lookIntoBacklog(SubscriptionKey key) {
        queue(key).lookIntoBacklog();
    }

    boolean isHeld(SubscriptionKey key) {
        var known = held;
        return known == null || known.contains(key);
    }

    /** How many changes wait for a subscription in memory of this process. */
    int inMemory(SubscriptionKey key) {
        var queue = queues.get(key);
        return queue == null ? 0 : queue.size();
    }

    private void enqueue(PendingNotification pending) {
        var left = new AtomicInteger(pending.subscriptionIds().size());
        if (open.putIfAbsent(pending.outboxId(), left) != null) {
            return;
        }
        long outboxId = pending.outboxId();
        for (var id : pending.subscriptionIds()) {
            Runnable done = () -> finished(outboxId, left);
            receiver(id)
                    .ifPresentOrElse(
                            receiver -> receiver.take(pending, id, done),
                            () ->
                                    queue(new SubscriptionKey(pending.change().tenant(), id))
                                            .add(pending, done));
        }
    }

    private Optional<InternalReceiver> receiver(String id) {
        return internal.get().stream().filter(receiver -> receiver.isKnownAs(id)).findFirst();
    }

    private SubscriptionQueue queue(SubscriptionKey key) {
        return queues.computeIfAbsent(key, k -> new SubscriptionQueue(k, new Common()));
    }

    private final class Common implements SubscriptionQueue.Shared {
        @Override
        public DeliveryWorker worker() {
            return worker;
        }

        @Override
        public Backlog backlog() {
            return backlog.getObject();
        }

        @Override
        public LateChanges late() {
            return late;
        }

        @Override
        public QueueMemory memory() {
            return memory;
        }

        @Override
        public Duration pause() {
            return settings.firstRetry();
        }

        @Override
        public boolean isHeld(SubscriptionKey key) {
            return Deliveries.this.isHeld(key);
        }

        @Override
        public void start(Runnable work) {
            threads.execute(work);
        }
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
            } catch (RuntimeException unavailable) {
                // Whatever it is, this thread is the only one that crosses out.
                LOG.debug("{} served changes stay in the outbox", ids.size(), unavailable);
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
    void stop() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(2, TimeUnit.SECONDS);
        var ids = new ArrayList<Long>();
        served.drainTo(ids);
        if (!ids.isEmpty()) {
            try {
                outbox.getObject().served(ids);
            } catch (RuntimeException away) {
                // The database may have been closed before: that costs a repeat, and no more.
                LOG.debug("{} changes will be told once more", ids.size(), away);
            }
        }
    }
}
