package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that one subscription is told of, one after the other, by a thread that lives only while
 * there are some. When too many wait in memory, what comes later waits in the backlog until all
 * before it is delivered.
 */
final class SubscriptionQueue implements DeliveryWorker.Pace {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionQueue.class);
    private static final int CHUNK = 100;

    private final SubscriptionKey key;
    private final Shared shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<QueuedChange> waiting = new ArrayDeque<>();
    private boolean running;

    /** Whether the backlog was looked into since this process has this queue. */
    private boolean checked;

    /** Whether anything waits in the backlog, so that what comes must wait there, too. */
    private boolean behind;

    /** How many were sent to the backlog, and how many of them are not there yet. */
    private long sent;

    private int leaving;

    private long wakes;
    private Instant silentUntil = Instant.MIN;

    /** What all queues have in common. */
    interface Shared {
        DeliveryWorker worker();

        Backlog backlog();

        LateChanges late();

        QueueMemory memory();

        InstantSource clock();

        Duration pause();

        boolean isHeld(SubscriptionKey key);

        /** Runs work on a thread of its own. */
        void start(Runnable work);
    }

    SubscriptionQueue(SubscriptionKey key, Shared shared) {
        this.key = key;
        this.shared = shared;
    }

    void add(PendingNotification pending, Runnable done) {
        lock.lock();
        try {
            if (shared.clock().instant().isBefore(silentUntil)) {
                done.run();
                return;
            }
            var change = pending.change();
            if (behind || !shared.memory().take(waiting.size())) {
                leave(pending.outboxId(), done);
            } else {
                waiting.add(new QueuedChange(pending.outboxId(), change, change.at(), done));
            }
            startIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** Something waits in the backlog that this queue may not know of. */
    void lookIntoBacklog() {
        lock.lock();
        try {
            behind = true;
            startIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait in memory. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a rest: the subscription, or what keeps it from being delivered, has changed. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long before = wakes;
            long left = time.toNanos();
            while (left > 0 && wakes == before) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void beSilentUntil(Instant time) {
        lock.lock();
        try {
            silentUntil = time;
        } finally {
            lock.unlock();
        }
    }

    private void leave(long outboxId, Runnable done) {
        behind = true;
        sent++;
        leaving++;
        shared.late()
                .add(
                        new Backlog.Late(key, outboxId),
                        () -> {
                            left();
                            done.run();
                        });
    }

    private void left() {
        lock.lock();
        try {
            leaving--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void startIfIdle() {
        if (!running) {
            running = true;
            try {
                shared.start(this::run);
            } catch (RejectedExecutionException stopping) {
                running = false;
            }
        }
    }

    private void run() {
        try {
            checkBacklog();
            for (var next = next(); next != null; next = next()) {
                deliver(next);
                next.done().run();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(QueuedChange change) throws InterruptedException {
        while (shared.isHeld(key)) {
            rest(shared.pause());
        }
        shared.worker().deliver(key, change, this);
    }

    /** From memory first; what is in the backlog came later. Null if nothing waits any more. */
    private @Nullable QueuedChange next() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                var next = waiting.poll();
                if (next != null) {
                    shared.memory().give();
                    return next;
                }
                if (!behind) {
                    running = false;
                    return null;
                }
            } finally {
                lock.unlock();
            }
            deliverBacklog();
        }
    }

    /**
     * What this process, or one that died, left behind before goes first; what came meanwhile waits
     * behind it.
     */
    private void checkBacklog() throws InterruptedException {
        if (checked) {
            return;
        }
        var chunk = chunk();
        lock.lock();
        try {
            checked = true;
            if (chunk.isEmpty()) {
                return;
            }
            for (var change = waiting.poll(); change != null; change = waiting.poll()) {
                shared.memory().give();
                leave(change.outboxId(), change.done());
            }
            behind = true;
        } finally {
            lock.unlock();
        }
        deliverChunk(chunk);
    }

    /** Delivers what waits in the backlog next, or finds that nothing does. */
    private void deliverBacklog() throws InterruptedException {
        long before = sent();
        var chunk = chunk();
        if (!chunk.isEmpty()) {
            deliverChunk(chunk);
            return;
        }
        lock.lock();
        try {
            while (leaving > 0) {
                changed.await();
            }
            if (sent == before) {
                behind = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private long sent() {
        lock.lock();
        try {
            return sent;
        } finally {
            lock.unlock();
        }
    }

    private List<Backlog.Waiting> chunk() throws InterruptedException {
        while (true) {
            try {
                return shared.backlog().next(key, CHUNK);
            } catch (NgsiLdException unavailable) {
                LOG.debug("the backlog of {} waits for the database", key);
                rest(shared.pause());
            }
        }
    }

    private void deliverChunk(List<Backlog.Waiting> chunk) throws InterruptedException {
        var delivered = new ArrayList<Long>();
        try {
            for (var change : chunk) {
                deliver(
                        new QueuedChange(
                                change.outboxId(), change.change(), change.since(), () -> {}));
                delivered.add(change.outboxId());
            }
        } finally {
            remove(delivered);
        }
    }

    private void remove(List<Long> delivered) throws InterruptedException {
        while (!delivered.isEmpty()) {
            try {
                shared.backlog().remove(key, delivered);
                return;
            } catch (NgsiLdException unavailable) {
                rest(shared.pause());
            }
        }
    }
}
