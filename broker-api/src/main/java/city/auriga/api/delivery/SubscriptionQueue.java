package city.auriga.api.delivery;

import city.auriga.core.subscription.PendingNotification;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Notifications of one subscription, delivered one after the other by a thread that lives only
 * while there are some.
 */
final class SubscriptionQueue {
    private final String subscriptionId;
    private final ExecutorService threads;
    private final DeliveryWorker worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private boolean running;

    private record Entry(PendingNotification pending, Runnable finished) {}

    SubscriptionQueue(String subscriptionId, ExecutorService threads, DeliveryWorker worker) {
        this.subscriptionId = subscriptionId;
        this.threads = threads;
        this.worker = worker;
    }

    void add(PendingNotification pending, Runnable finished) {
        lock.lock();
        try {
            waiting.add(new Entry(pending, finished));
            if (!running) {
                running = true;
                threads.execute(this::run);
            }
        } catch (RejectedExecutionException stopping) {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var entry = next(); entry != null; entry = next()) {
            if (!worker.deliver(subscriptionId, entry.pending)) {
                return;
            }
            entry.finished.run();
        }
    }

    private @Nullable Entry next() {
        lock.lock();
        try {
            var entry = waiting.poll();
            running = entry != null;
            return entry;
        } finally {
            lock.unlock();
        }
    }
}
