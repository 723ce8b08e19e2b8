package city.auriga.iot.reading;

import city.auriga.iot.reading.DeviceMemory.Previous;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a device sent lately without a time of its own, or looks back at. It tells which measures
 * come again; and if one is written behind others that came after it, those are to be written once
 * more when they come again, so that the newest stays. Thread-safe.
 */
final class Trace {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** More than a connection has under way. */
    private static final int MOST_MESSAGES = 400;

    private static final Written DONE =
            new Written(CompletableFuture.completedFuture(ReadingOutcome.NOTHING), null);

    /** By when they came, the measures of each. */
    private final NavigableMap<Instant, Map<Arrived, Written>> messages = new TreeMap<>();

    private int measures;
    private @Nullable Arrived newest;

    /**
     * What came of a measure.
     *
     * @param before what it looked back at, if it may be looked at again
     */
    record Written(CompletableFuture<ReadingOutcome> outcome, @Nullable Previous before) {
        private boolean isRefused() {
            return outcome.isDone() && !outcome.join().refusals().isEmpty();
        }

        static Written of(ReadingOutcome outcome, Previous before) {
            return outcome.refusals().isEmpty()
                    ? DONE
                    : new Written(
                            CompletableFuture.completedFuture(
                                    new ReadingOutcome(0, outcome.refusals())),
                            before);
        }
    }

    /** Null if it is new, or to be written once more. */
    synchronized @Nullable Written find(Arrived arrived) {
        return messages.getOrDefault(arrived.at(), Map.of()).get(arrived);
    }

    /**
     * A measure is going to be written.
     *
     * @param anew whether one of which something was refused is written once more
     * @return what comes of it if it is being written, or was; null if it is to be written now
     */
    synchronized @Nullable CompletableFuture<ReadingOutcome> begin(
            Arrived arrived, CompletableFuture<ReadingOutcome> outcome, boolean anew) {
        var before = find(arrived);
        if (before != null && !(anew && before.isRefused())) {
            return before.outcome;
        }
        if (newest != null && arrived.compareTo(newest) < 0) {
            forgetBehind(arrived);
        } else {
            newest = arrived;
        }
        put(arrived, new Written(outcome, null));
        return null;
    }

    private void forgetBehind(Arrived arrived) {
        var ofMessage = messages.getOrDefault(arrived.at(), new HashMap<>());
        ofMessage.keySet().removeIf(other -> other.compareTo(arrived) > 0);
        messages.tailMap(arrived.at(), false).clear();
        measures = messages.values().stream().mapToInt(Map::size).sum();
    }

    /**
     * What has become of one that has begun.
     *
     * @param outcome null if it has to be tried again
     */
    @SuppressWarnings("ReferenceEquality") // another try has another one
    synchronized void end(
            Arrived arrived,
            CompletableFuture<ReadingOutcome> begun,
            @Nullable ReadingOutcome outcome) {
        var written = find(arrived);
        if (written == null || written.outcome != begun) {
            return; // It is to be written once more.
        }
        if (outcome == null) {
            remove(arrived);
        } else if (outcome.refusals().isEmpty()) {
            put(arrived, DONE);
        }
    }

    /** After the commit. */
    synchronized void add(Map<Arrived, Written> written) {
        written.forEach(this::put);
    }

    private void put(Arrived arrived, Written written) {
        var ofMessage = messages.computeIfAbsent(arrived.at(), _ -> new HashMap<>(2));
        if (ofMessage.put(arrived, written) == null) {
            measures++;
        }
        var forgotten = messages.lastKey().minus(REMEMBERED);
        while (messages.size() > MOST_MESSAGES || messages.firstKey().isBefore(forgotten)) {
            measures -= messages.pollFirstEntry().getValue().size();
        }
    }

    private void remove(Arrived arrived) {
        var ofMessage = messages.get(arrived.at());
        if (ofMessage != null && ofMessage.remove(arrived) != null) {
            measures--;
            if (ofMessage.isEmpty()) {
                messages.remove(arrived.at());
            }
        }
    }

    /** How many measures it remembers. */
    synchronized int size() {
        return measures;
    }
}
