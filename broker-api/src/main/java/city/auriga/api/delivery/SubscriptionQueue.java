package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.time.Instant;
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
    private @Nullable QueuedChange current;
    private boolean running;

    /** Whether the backlog was looked into since this process has this queue. */
    private boolean checked;

    /** Whether anything waits in the backlog, so that what comes must wait there, too. */
    private boolean behind;

    /** How many were sent to the backlog, and how many of them are not there yet. */
    private long sent;

    private int leaving;

    private long wakes;
    private Instant silentFrom = Instant.MIN;
    private Instant silentUntil = Instant.MIN;

    /** What all queues have in common. */
    interface Shared {
        DeliveryWorker worker();

        Backlog backlog();

        LateChanges late();

        QueueMemory memory();

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
            var change = pending.change();
            if (!change.at().isBefore(silentFrom) && change.at().isBefore(silentUntil)) {
                done.run();
                return;
            }
            if (behind || !shared.memory().take(waiting.size())) {
                leave(pending.outboxId(), done);
            } else {
                waiting.add(new QueuedChange(pending.outboxId(), change, change.at(), false, done));
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

    /** How many wait in memory, with the one that is being delivered. */
    int size() {
        lock.lock();
        try {
            return waiting.size() + (current == null ? 0 : 1);
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is nothing to do. */
    boolean isIdle() {
        lock.lock();
        try {
            return !running;
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
    public boolean isHeld() {
        return shared.isHeld(key);
    }

    @Override
    public void beSilent(Instant from, Instant to) {
        lock.lock();
        try {
            silentFrom = from;
            silentUntil = to;
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
                shared.worker().deliver(key, next, this);
                shared.memory().give();
                next.done().run();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** From memory first; what is in the backlog came later. Null if nothing waits any more. */
    private @Nullable QueuedChange next() throws InterruptedException {
        while (true) {
            lock.lock();
            try {
                current = waiting.poll();
                if (current != null) {
                    return current;
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
     * A process that died may have left something in the backlog: what came meanwhile waits behind
     * it, unless it is older.
     */
    private void checkBacklog() throws InterruptedException {
        if (checked) {
            return;
        }
        var first = chunk(1).stream().map(Backlog.Waiting::outboxId).findFirst();
        lock.lock();
        try {
            checked = true;
            if (first.isPresent()) {
                behind = true;
                leaveIfBehind(first.get());
            }
        } finally {
            lock.unlock();
        }
    }

    private void leaveIfBehind(long first) {
        var all = List.copyOf(waiting);
        waiting.clear();
        for (var change : all) {
            if (change.outboxId() < first) {
                waiting.add(change);
            } else {
                shared.memory().give();
                leave(change.outboxId(), change.done());
            }
        }
    }

    /** Delivers what waits in the backlog next, or finds that nothing does. */
    private void deliverBacklog() throws InterruptedException {
        long before = sent();
        int room = shared.memory().takeChunk(CHUNK);
        try {
            var chunk = chunk(room);
            if (!chunk.isEmpty()) {
                deliverChunk(chunk);
                return;
            }
        } finally {
            shared.memory().give(room);
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

    private List<Backlog.Waiting> chunk(int most) throws InterruptedException {
        while (true) {
            try {
                return shared.backlog().next(key, most);
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
                var queued =
                        new QueuedChange(
                                change.outboxId(),
                                change.change(),
                                change.since(),
                                change.replayed(),
                                () -> {});
                shared.worker().deliver(key, queued, this);
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
