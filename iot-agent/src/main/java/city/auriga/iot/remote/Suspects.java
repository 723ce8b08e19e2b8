package city.auriga.iot.remote;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Entities of one tenant with which the broker fails while it may take others: each has pauses of
 * its own, and what is written to it waits in its order. How long one has failed is the time in
 * which the broker took others. Confined to the thread of {@link SpoolForwarder}.
 */
final class Suspects {
    private static final int MOST = 1_000;

    /** So often the first write fails alone, without those behind it, until it is given up. */
    private static final int TRIES_ALONE = 4;

    private static final long LEAST_PATIENCE = Duration.ofMinutes(1).toNanos();
    private static final int MOST_HALVINGS = 30;

    /** Other processes may commit what belongs before what was seen already. */
    private static final long LOOK_BACK_NANOS = Duration.ofSeconds(10).toNanos();

    private final Backoff pauses;
    private final long patience;
    private final LongSupplier nanoTime;
    private final Map<String, Suspect> all = new LinkedHashMap<>();
    private @Nullable String reason;
    private long taken;

    /** As it was when the broker was last known to be there. */
    private long takenLast;

    private long from;
    private long lookedBack;

    /** One Entity. */
    private static final class Suspect {
        /** Where what waits of it begins. */
        long seq;

        long tried;
        long next;
        long failed;
        int failures;
        int alone;

        /** How many of its writes were given up, one after the other. */
        int givenUp;

        boolean trying;
    }

    /**
     * @param patience how long one may fail until its next write is given up
     */
    Suspects(Backoff pauses, Duration patience, LongSupplier nanoTime) {
        this.pauses = pauses;
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
        this.taken = nanoTime.getAsLong();
        this.takenLast = taken;
        this.lookedBack = taken;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** More than these are the fault of the broker. */
    boolean isFull() {
        return all.size() >= MOST;
    }

    int size() {
        return all.size();
    }

    /** Why the broker failed with the last one; null if there is none. */
    @Nullable String reason() {
        return all.isEmpty() ? null : reason;
    }

    boolean knows(String entity) {
        return all.containsKey(entity);
    }

    /** Whether writes to an Entity wait. */
    boolean holds(String entity) {
        var suspect = all.get(entity);
        return suspect != null && !suspect.trying;
    }

    Set<String> entities() {
        return Set.copyOf(all.keySet());
    }

    /**
     * The broker failed with it.
     *
     * @param seq of the first of its writes
     */
    void failed(String entity, long seq, String why) {
        long now = nanoTime.getAsLong();
        var suspect = all.computeIfAbsent(entity, _ -> new Suspect());
        if (suspect.failures > 0 && hasTakenSince(suspect)) {
            suspect.failed += now - suspect.tried;
        }
        suspect.seq = seq;
        suspect.tried = now;
        suspect.failures++;
        suspect.next = now + pauses.nanosAfter(suspect.failures);
        suspect.trying = false;
        reason = why;
    }

    private boolean hasTakenSince(Suspect suspect) {
        return taken - suspect.tried > 0;
    }

    /** So it is not the broker as a whole that fails. */
    void otherWasTaken() {
        taken = nanoTime.getAsLong();
    }

    /** Something of these is settled, or nothing waits any more: they are none. */
    void clear(Set<String> entities) {
        if (all.keySet().removeAll(entities)) {
            from = 0;
        }
    }

    /** Whether it has failed for so long that its first write is to be tried alone. */
    boolean isSpent(String entity) {
        var suspect = all.get(entity);
        return suspect != null
                && suspect.failed >= patience(suspect.givenUp)
                && hasTakenSince(suspect);
    }

    /** With whom the broker fails whatever it says, less and less: the next ones pile up. */
    private long patience(int givenUp) {
        return Math.max(
                patience >> Math.min(givenUp, MOST_HALVINGS), Math.min(patience, LEAST_PATIENCE));
    }

    /** Its first write failed alone; says whether that was the last time. */
    boolean failedAlone(String entity) {
        var suspect = all.get(entity);
        return suspect != null && ++suspect.alone >= TRIES_ALONE;
    }

    /** Its first write is not there any more; what follows is tried at once. */
    void gaveUp(String entity) {
        var suspect = all.get(entity);
        if (suspect != null) {
            suspect.tried = nanoTime.getAsLong();
            suspect.next = suspect.tried;
            suspect.failed = 0;
            suspect.failures = 0;
            suspect.alone = 0;
            suspect.givenUp++;
            suspect.trying = false;
        }
    }

    /** From now on the broker takes nothing. */
    void brokerLeft() {
        takenLast = taken;
    }

    /**
     * The broker was away, and is back: the pauses are over, and that time does not count. What was
     * before does.
     *
     * @param since when; who was tried afterwards has a pause for good reason
     */
    void hurry(long since) {
        long now = nanoTime.getAsLong();
        all.values().stream()
                .filter(suspect -> suspect.tried - since < 0)
                .forEach(suspect -> {
                    if (suspect.failures > 0) {
                        suspect.failed += Math.max(0, takenLast - suspect.tried);
                    }
                    suspect.next = now;
                    suspect.tried = since;
                });
    }

    /** Some that are to be tried again, with where what waits of each begins. */
    Map<String, Long> due(int most) {
        long now = nanoTime.getAsLong();
        List<String> first =
                all.entrySet().stream()
                        .filter(e -> now - e.getValue().next >= 0)
                        .sorted(Comparator.comparingLong(e -> e.getValue().next - now))
                        .limit(most)
                        .map(Map.Entry::getKey)
                        .toList();
        var due = new HashMap<String, Long>();
        first.forEach(entity -> due.put(entity, Objects.requireNonNull(all.get(entity)).seq));
        return due;
    }

    /** It is being tried: what is written to it does not wait now. */
    void tries(String entity, boolean trying) {
        var suspect = all.get(entity);
        if (suspect != null) {
            suspect.trying = trying;
        }
    }

    /** Where what waits of others begins: before that is nothing but what these wait with. */
    long from() {
        long now = nanoTime.getAsLong();
        if (now - lookedBack > LOOK_BACK_NANOS) {
            lookedBack = now;
            from = 0;
        }
        return from;
    }

    void passed(long seq) {
        from = all.isEmpty() ? 0 : seq;
    }
}
