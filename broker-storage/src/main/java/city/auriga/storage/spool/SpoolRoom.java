package city.auriga.storage.spool;

import city.auriga.core.model.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much place there is in the spool, and who may have it: of what the others leave, a tenant may
 * fill a share, so that whoever piles up what nobody takes always leaves some. It knows what was
 * counted last, and what this process has added and taken out since; the bound need not be exact.
 */
final class SpoolRoom {
    private final long capacity;
    private final double share;

    /** Also of tenants of whom nothing waits any more: they are known. */
    private final Map<Tenant, Long> rows = new HashMap<>();

    /** What has changed since the count began that is not through yet. */
    private final Map<Tenant, Long> changed = new HashMap<>();

    private long all;

    /**
     * @param share percent of the place that the other tenants leave
     */
    SpoolRoom(long capacity, int share) {
        this.capacity = capacity;
        this.share = share / 100.0;
    }

    synchronized boolean isFull(Tenant tenant) {
        long own = rows.getOrDefault(tenant, 0L);
        long free = capacity - all;
        return own >= share * (own + free);
    }

    synchronized void added(Tenant tenant, int more) {
        change(tenant, more);
        changed.merge(tenant, (long) more, Long::sum);
    }

    synchronized void removed(Tenant tenant, int fewer) {
        added(tenant, -fewer);
    }

    private void change(Tenant tenant, long by) {
        long before = rows.getOrDefault(tenant, 0L);
        // What others have added, and is not counted yet, may have been taken out already.
        long now = Math.max(0, before + by);
        rows.put(tenant, now);
        all += now - before;
    }

    /** What changes from now on may be missing in the count. */
    synchronized void count() {
        changed.clear();
    }

    /**
     * @param counted of those of whom something waits
     */
    synchronized void counted(Map<Tenant, Long> counted) {
        rows.replaceAll((_, _) -> 0L);
        rows.putAll(counted);
        all = counted.values().stream().mapToLong(Long::longValue).sum();
        changed.forEach(this::change);
    }

    /** Of others nothing waited when this was looked up, after {@link #count}. */
    synchronized void onlyOf(Set<Tenant> waiting) {
        var left = new HashMap<>(rows);
        left.keySet().retainAll(waiting);
        left.replaceAll((tenant, known) -> known - changed.getOrDefault(tenant, 0L));
        counted(left);
    }

    synchronized long rows() {
        return all;
    }

    synchronized Set<Tenant> full() {
        return rows.keySet().stream().filter(this::isFull).collect(Collectors.toSet());
    }

    /** Whether nobody who is known has place. */
    synchronized boolean isClosed() {
        return !rows.isEmpty() && rows.keySet().stream().allMatch(this::isFull);
    }
}
