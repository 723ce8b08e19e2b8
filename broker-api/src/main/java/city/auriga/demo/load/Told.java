package city.auriga.demo.load;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Which subscriber was told of which change. Safe for all threads. */
final class Told {
    private final List<BitSet> changes;
    private long distinct;
    private long again;

    Told(int subscribers) {
        this.changes = IntStream.range(0, subscribers).mapToObj(n -> new BitSet()).toList();
    }

    /** Returns whether it is the first time. */
    synchronized boolean add(int subscriber, int change) {
        var known = changes.get(subscriber);
        boolean first = !known.get(change);
        known.set(change);
        distinct += first ? 1 : 0;
        again += first ? 0 : 1;
        return first;
    }

    /** All subscribers together, each change once. */
    synchronized long distinct() {
        return distinct;
    }

    /** How often somebody was told of what it knew. */
    synchronized long again() {
        return again;
    }
}
