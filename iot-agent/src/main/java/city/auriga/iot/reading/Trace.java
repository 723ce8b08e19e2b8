package city.auriga.iot.reading;

import city.auriga.iot.reading.DeviceMemory.Previous;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final int MOST = 2_000;

    /** As heavy as so many values. */
    private static final int OF_ARRIVAL = 2;

    private static final Written DONE =
            new Written(CompletableFuture.completedFuture(ReadingOutcome.NOTHING), null);

    private final Map<Arrived, Written> arrivals = new LinkedHashMap<>();
    private @Nullable Arrived newest;
    private @Nullable Previous previous;

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
        return arrivals.get(arrived);
    }

    /**
     * A measure is going to be written.
     *
     * @return what comes of it if it is being written, or was; null if it is to be written now
     */
    synchronized @Nullable CompletableFuture<ReadingOutcome> begin(
            Arrived arrived, CompletableFuture<ReadingOutcome> outcome, boolean anew) {
        var before = arrivals.get(arrived);
        if (before != null && !(anew && before.isRefused())) {
            return before.outcome;
        }
        if (newest != null && arrived.compareTo(newest) < 0) {
            arrivals.keySet().removeIf(other -> other.compareTo(arrived) > 0);
        } else {
            newest = arrived;
        }
        add(arrived, new Written(outcome, null));
        return null;
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
        var written = arrivals.get(arrived);
        if (written == null || written.outcome != begun) {
            return; // It is to be written once more.
        }
        if (outcome == null) {
            arrivals.remove(arrived);
        } else if (outcome.refusals().isEmpty()) {
            arrivals.put(arrived, DONE);
        }
    }

    /** Null if nobody knows yet. */
    synchronized @Nullable Previous previous() {
        return previous;
    }

    /** After the commit. */
    synchronized void remember(Previous last, Map<Arrived, Written> written) {
        previous = previous == null ? last : previous.then(last);
        written.forEach(this::add);
    }

    private void add(Arrived arrived, Written written) {
        arrivals.put(arrived, written);
        var forgotten = arrived.at().minus(REMEMBERED);
        var all = arrivals.keySet().iterator();
        for (var oldest = all.next(); isTooOld(oldest, forgotten); oldest = all.next()) {
            all.remove();
        }
    }

    private boolean isTooOld(Arrived oldest, Instant forgotten) {
        return arrivals.size() > MOST || oldest.at().isBefore(forgotten);
    }

    synchronized int weight() {
        return 1 + OF_ARRIVAL * arrivals.size() + (previous == null ? 0 : previous.weight());
    }
}
