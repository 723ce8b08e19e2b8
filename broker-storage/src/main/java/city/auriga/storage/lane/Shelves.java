package city.auriga.storage.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What waits in a lane, on shelves: requests of one order always lie on the same one, of which no
 * two batches take at once. A batch takes all that lies there; another begins beside it only where
 * that does not make it smaller, which is when a whole one waits.
 *
 * @param <T> the requests
 */
final class Shelves<T extends Lane.Request> {
    private static final int BITS = 4;
    private static final int NUMBER = 1 << BITS;

    /** Spreads orders that are alike (2³² by the golden ratio). */
    private static final int SPREAD = 0x9E3779B9;

    private final int capacity;
    private final int maxBatch;
    private final List<ArrayDeque<Waiting<T>>> shelves =
            Stream.generate(ArrayDeque<Waiting<T>>::new).limit(NUMBER).toList();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mayBegin = lock.newCondition();

    /** Shelves that a batch has taken of, and that is not done. */
    private final BitSet taken = new BitSet(NUMBER);

    private long offered;
    private int waiting;

    /** Those of them that a batch may take. */
    private int free;

    private int batches;
    private boolean closed;

    /**
     * @param number by which it came
     */
    private record Waiting<T>(long number, T request) {}

    /** What is worked on at once. */
    final class Batch {
        final List<T> requests = new ArrayList<>(maxBatch);
        private final BitSet from = new BitSet(NUMBER);
        private boolean begun;

        /** Waits for requests, and takes what there is. */
        void take() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (!mayBegin()) {
                    mayBegin.await();
                }
                begun = true;
                batches++;
                for (int i = oldest(); i >= 0 && requests.size() < maxBatch; i = oldest()) {
                    takeFrom(i);
                }
                signal();
            } finally {
                lock.unlock();
            }
        }

        private void takeFrom(int number) {
            var shelf = shelves.get(number);
            taken.set(number);
            from.set(number);
            free -= shelf.size();
            while (!shelf.isEmpty() && requests.size() < maxBatch) {
                requests.add(shelf.remove().request);
                waiting--;
            }
        }

        /**
         * Whoever comes after them may be worked on. Takes no memory, of which there may be none.
         */
        void done() {
            requests.clear();
            lock.lock();
            try {
                if (begun) {
                    begun = false;
                    batches--;
                    for (int i = from.nextSetBit(0); i >= 0; i = from.nextSetBit(i + 1)) {
                        taken.clear(i);
                        free += shelves.get(i).size();
                    }
                    from.clear();
                    signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * @param capacity how many may wait
     * @param maxBatch how many are taken at once
     */
    Shelves(int capacity, int maxBatch) {
        this.capacity = capacity;
        this.maxBatch = maxBatch;
    }

    private static int shelf(Lane.Request request) {
        return request.order() * SPREAD >>> Integer.SIZE - BITS;
    }

    /** The shelf with what waits longest, of those that may be taken of; -1 if nothing does. */
    private int oldest() {
        int oldest = -1;
        long first = Long.MAX_VALUE;
        for (int i = 0; i < NUMBER; i++) {
            var head = taken.get(i) ? null : shelves.get(i).peek();
            if (head != null && head.number < first) {
                first = head.number;
                oldest = i;
            }
        }
        return oldest;
    }

    private boolean mayBegin() {
        return batches == 0 ? free > 0 : free >= maxBatch;
    }

    private void signal() {
        if (mayBegin()) {
            mayBegin.signal();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** False if too many wait, or none may come any more. */
    boolean offer(T request) {
        lock.lock();
        try {
            if (closed || waiting >= capacity) {
                return false;
            }
            int number = shelf(request);
            shelves.get(number).add(new Waiting<>(offered++, request));
            waiting++;
            if (!taken.get(number)) {
                free++;
                signal();
            }
            return true;
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

    /** Nothing may come any more. What waits is given back, and to nobody else. */
    List<T> close() {
        lock.lock();
        try {
            closed = true;
            var left = shelves.stream().flatMap(ArrayDeque::stream).map(Waiting::request).toList();
            shelves.forEach(ArrayDeque::clear);
            waiting = 0;
            free = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }
}
