package city.auriga.api.feed;

import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.Subscription;
import city.auriga.core.subscription.SubscriptionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private long lost;
    private boolean closed;
    private boolean fetching;
    private boolean moreToFetch;

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
     * @return whether nothing was dropped for it
     */
    boolean offer(Told told) {
        lock.lock();
        try {
            boolean full = waiting.size() >= capacity;
            if (full) {
                waiting.remove();
                lost++;
            }
            waiting.add(told);
            changed.signalAll();
            return !full;
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
            while (waiting.isEmpty() && !closed && left > 0) {
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
     * Something was sent by another process.
     *
     * @return whether the caller is to fetch it, until {@link #isFetched}
     */
    boolean mustFetch() {
        lock.lock();
        try {
            moreToFetch = true;
            boolean first = !fetching;
            fetching = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** A look finds what was sent before it. */
    void look() {
        lock.lock();
        try {
            moreToFetch = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing was sent since the last look, so that who fetches may end. */
    boolean isFetched() {
        lock.lock();
        try {
            fetching = moreToFetch && !closed;
            return !fetching;
        } finally {
            lock.unlock();
        }
    }
}
