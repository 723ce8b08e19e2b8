package city.auriga.api.feed;

import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What waits for one connection; where too much does, the oldest is dropped and counted. */
final class Feed {
    private final SubscriptionKey key;
    private final Subscription subscription;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Told> waiting = new ArrayDeque<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private long lost;
    private boolean closed;

    /** A change, and its number in the outbox. */
    record Told(long outboxId, EntityChange change) {}

    /**
     * What to write next.
     *
     * @param lost how many changes were dropped before it
     * @param told null if nothing has happened
     */
    record Next(long lost, @Nullable Told told) {}

    Feed(SubscriptionKey key, Subscription subscription, int capacity) {
        this.key = key;
        this.subscription = subscription;
        this.capacity = capacity;
    }

    SubscriptionKey key() {
        return key;
    }

    Subscription subscription() {
        return subscription;
    }

    ObjectNode document() {
        return subscription.document();
    }

    /**
     * @return how many were dropped for it
     */
    int offer(Told told) {
        lock.lock();
        try {
            int dropped = waiting.size() >= capacity ? 1 : 0;
            if (dropped > 0) {
                waiting.remove();
                lost++;
            }
            waiting.add(told);
            changed.signalAll();
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** So many changes will never come. */
    void lose(int number) {
        lock.lock();
        try {
            lost += number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for something to write.
     *
     * @return null if the feed is closed
     */
    @Nullable Next next(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (waiting.isEmpty() && lost == 0 && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closed) {
                return null;
            }
            var next = new Next(lost, waiting.poll());
            lost = 0;
            return next;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another process has sent something.
     *
     * @return whether the caller is the one to fetch it, as long as {@link #endFetch} says so
     */
    boolean beginFetch() {
        return arrivals.getAndIncrement() == 0;
    }

    /** How much has arrived before a look. */
    int arrivals() {
        return arrivals.get();
    }

    /**
     * @param seen the arrivals before the look that is over
     * @return whether more have come since, so that another look is due
     */
    boolean endFetch(int seen) {
        return arrivals.addAndGet(-seen) > 0;
    }
}
