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
    private static final int CHUNK = 50;

    private final SubscriptionKey key;
    private final Shared shared;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<QueuedChange> waiting = new ArrayDeque<>();
    private @Nullable QueuedChange current;
    private boolean running;

    /** Whether anything waits in the backlog, so that what comes must wait there, too. */
    private boolean behind;

    /** Whether what a process left is still on its way to the backlog, where it has its place. */
    private boolean gathering;

    /** How many were sent to the backlog, how many of them are there, and how many must be. */
    private long sent;

    private long stored;
    private long awaited;

    /** How often somebody else has put something there. */
    private long looks;

    private long wakes;
    private long seenWakes;
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
        locked(() -> {
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
        });
    }

    /** Something was put into the backlog by somebody else. */
    void lookIntoBacklog() {
        locked(() -> {
            looks++;
            behind = true;
            startIfIdle();
        });
    }

    /**
     * What a process that died has left comes now, and may be older than what waits here: until
     * {@link #gathered} all goes into the backlog, to be put in order.
     */
    void gather() {
        locked(() -> {
            gathering = true;
            behind = true;
            for (var change = waiting.poll(); change != null; change = waiting.poll()) {
                shared.memory().give();
                leave(change.outboxId(), change.done());
            }
        });
    }

    void gathered() {
        locked(() -> {
            gathering = false;
            looks++;
            awaited = sent;
            changed.signalAll();
            startIfIdle();
        });
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
        locked(() -> {
            wakes++;
            changed.signalAll();
        });
    }

    @Override
    public void begin() {
        locked(() -> seenWakes = wakes);
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && wakes == seenWakes) {
                left = changed.awaitNanos(left);
            }
            seenWakes = wakes;
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
        locked(() -> {
            silentFrom = from;
            silentUntil = to;
        });
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void leave(long outboxId, Runnable done) {
        behind = true;
        sent++;
        shared.late().add(new Backlog.Late(key, outboxId), this::left, done);
    }

    private void left() {
        locked(() -> {
            stored++;
            changed.signalAll();
        });
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
                while (gathering || stored < awaited) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
            deliverBacklog();
        }
    }

    /** Delivers what waits in the backlog next, or finds that nothing does. */
    private void deliverBacklog() throws InterruptedException {
        var before = state();
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
            if (before.isComplete() && before.equals(now())) {
                behind = false;
            }
            long arrived = stored;
            while (stored < sent && stored == arrived) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was put into the backlog so far. */
    private record State(long sent, long stored, long looks) {
        boolean isComplete() {
            return sent == stored;
        }
    }

    private State state() {
        lock.lock();
        try {
            return now();
        } finally {
            lock.unlock();
        }
    }

    private State now() {
        return new State(sent, stored, looks);
    }

    private List<Backlog.Waiting> chunk(int most) throws InterruptedException {
        while (true) {
            try {
                return shared.backlog().next(key, most);
            } catch (NgsiLdException unavailable) {
                LOG.debug("the backlog of {} waits for the database", key);
            } catch (RuntimeException unforeseen) {
                // It must not end this queue, which nobody would start again.
                LOG.error("cannot read the backlog of {}", key, unforeseen);
            }
            pause();
        }
    }

    private void deliverChunk(List<Backlog.Waiting> chunk) throws InterruptedException {
        var served = new ArrayList<Long>();
        try {
            for (var change : chunk) {
                var queued =
                        new QueuedChange(
                                change.outboxId(),
                                change.change(),
                                change.since(),
                                change.replayed(),
                                () -> {});
                if (shared.worker().deliver(key, queued, this)) {
                    served.add(change.outboxId());
                }
            }
        } catch (InterruptedException stopping) {
            removeAtTheEnd(served);
            throw stopping;
        }
        remove(served);
    }

    private void remove(List<Long> served) throws InterruptedException {
        while (!served.isEmpty()) {
            try {
                shared.backlog().remove(key, served);
                return;
            } catch (RuntimeException unavailable) {
                // As above.
                LOG.debug("the backlog of {} waits for the database", key, unavailable);
            }
            pause();
        }
    }

    /** What stays is sent once more by who comes after. */
    private void removeAtTheEnd(List<Long> served) {
        if (!served.isEmpty()) {
            try {
                shared.backlog().remove(key, served);
            } catch (RuntimeException away) {
                // The database may be closed already.
                LOG.debug("{} notifications of {} will be repeated", served.size(), key, away);
            }
        }
    }

    private void pause() throws InterruptedException {
        begin();
        rest(shared.pause());
    }
}
