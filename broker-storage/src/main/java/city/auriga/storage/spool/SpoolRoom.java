package city.auriga.storage.spool;

import city.auriga.core.problem.NgsiLdException;
import java.util.function.LongSupplier;

/**
 * How much place there is in the spool, by a count that is made now and then: counting takes time,
 * and the bound need not be exact. Other processes add, too, and what was forwarded leaves; both
 * are seen with the next count.
 */
final class SpoolRoom {
    private static final long AGAIN_NANOS = 2_000_000_000L;

    /** No more than this part of the time is spent with counting. */
    private static final int SHARE = 20;

    private final long capacity;
    private final LongSupplier count;
    private long rows;
    private long next = System.nanoTime();

    /**
     * @param count of the rows that there are
     */
    SpoolRoom(long capacity, LongSupplier count) {
        this.capacity = capacity;
        this.count = count;
    }

    /** Takes place for more rows, or says that there is none. */
    synchronized boolean take(int more) {
        look();
        if (rows >= capacity) {
            return false;
        }
        rows += more;
        return true;
    }

    synchronized long rows() {
        look();
        return rows;
    }

    private void look() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        try {
            rows = count.getAsLong();
        } catch (NgsiLdException uncounted) {
            // What can be stored is stored, though nobody knows how much there is.
        }
        long end = System.nanoTime();
        next = end + Math.max(AGAIN_NANOS, SHARE * (end - now));
    }
}
