package city.auriga.iot.remote;

import city.auriga.core.device.Spool.Row;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows with which the broker fails while it may take others: each is tried again alone, after
 * longer and longer pauses. Not thread-safe.
 */
final class PausedRows {
    private static final int MOST = 1_000;

    private final Backoff pauses;
    private final LongSupplier nanoTime;
    private final Map<Long, Paused> rows = new LinkedHashMap<>();

    private record Paused(Row row, String reason, int failures, long until) {}

    PausedRows(Backoff pauses, LongSupplier nanoTime) {
        this.pauses = pauses;
        this.nanoTime = nanoTime;
    }

    /**
     * The broker failed with it.
     *
     * @return whether it is one of these now; more than a number of them are the fault of the
     *     broker
     */
    boolean add(Row row, String reason) {
        var before = rows.get(row.seq());
        if (before == null && rows.size() >= MOST) {
            return false;
        }
        int failures = before == null ? 1 : before.failures + 1;
        long until = nanoTime.getAsLong() + pauses.nanosAfter(failures);
        rows.put(row.seq(), new Paused(row, reason, failures, until));
        return true;
    }

    void remove(Collection<Row> settled) {
        settled.forEach(row -> rows.remove(row.seq()));
    }

    Set<Long> seqs() {
        return Set.copyOf(rows.keySet());
    }

    /** The one whose pause has been over for longest; null if there is none. */
    @Nullable Row due() {
        long now = nanoTime.getAsLong();
        return rows.values().stream()
                .filter(paused -> now - paused.until >= 0)
                .min(Comparator.comparingLong(paused -> paused.until - now))
                .map(Paused::row)
                .orElse(null);
    }

    /** Why some of them wait; null if there are none. */
    @Nullable String reason() {
        return rows.isEmpty()
                ? null
                : "%d Entities may have no Attributes for their commands: %s"
                        .formatted(rows.size(), rows.values().iterator().next().reason);
    }
}
