package city.auriga.api.delivery;

import java.util.concurrent.atomic.AtomicInteger;

/** How many changes wait in memory, in all queues together and in each. */
final class QueueMemory {
    /** A queue may always have so many, so that it need not go to the database for each. */
    private static final int FEW = 5;

    private final int perQueue;
    private final int inAll;
    private final AtomicInteger taken = new AtomicInteger();

    QueueMemory(int perQueue, int inAll) {
        this.perQueue = perQueue;
        this.inAll = inAll;
    }

    /** Takes a place for a queue that has so many already; false if there is none. */
    boolean take(int ofThisQueue) {
        boolean free = ofThisQueue < FEW || (ofThisQueue < perQueue && taken.get() < inAll);
        if (free) {
            taken.incrementAndGet();
        }
        return free;
    }

    /** Takes places for a chunk of what waits in the backlog: as many as wished, or one. */
    int takeChunk(int wished) {
        int places = taken.get() + wished <= inAll ? wished : 1;
        taken.addAndGet(places);
        return places;
    }

    void give() {
        give(1);
    }

    void give(int places) {
        taken.addAndGet(-places);
    }

    int taken() {
        return taken.get();
    }
}
