package city.auriga.iot.reading;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Measures that say which they are: what is the same as one that is being written, or was lately,
 * is not written again.
 */
final class Repeats {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 200_000;

    private final Cache<Key, Written> written =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

    /**
     * Whose measure it is.
     *
     * @param name what it says that it is
     */
    record Key(String resource, String apikey, String device, String name) {}

    private record Written(Arrived by, CompletableFuture<ReadingOutcome> outcome) {
        boolean isCommitted() {
            return outcome.isDone() && !outcome.isCompletedExceptionally();
        }

        boolean isReplacedBy(Arrived again) {
            return by.equals(again) && !isCommitted();
        }
    }

    /**
     * Writes it if it is new, or is itself, come again. What could not be used may be understood
     * another time.
     *
     * @param repeated is called if it is not written
     * @return nothing once that which it repeats is committed; else what comes of it
     */
    CompletableFuture<ReadingOutcome> once(
            Key key,
            Arrived by,
            Supplier<CompletableFuture<ReadingOutcome>> write,
            Runnable repeated) {
        var mine = new Written(by, new CompletableFuture<>());
        var known =
                written.asMap()
                        .compute(key, (_, old) -> old == null || old.isReplacedBy(by) ? mine : old);
        if (!known.by.equals(by)) {
            repeated.run();
            return known.outcome.thenApply(_ -> ReadingOutcome.NOTHING);
        }
        return known.isCommitted() ? write.get() : begin(key, mine, write);
    }

    /** Whether such a one was committed. */
    boolean isKnown(Key key) {
        var before = written.getIfPresent(key);
        return before != null && before.isCommitted();
    }

    /** After the commit. */
    void remember(Key key, Arrived by) {
        written.put(
                key, new Written(by, CompletableFuture.completedFuture(ReadingOutcome.NOTHING)));
    }

    private CompletableFuture<ReadingOutcome> begin(
            Key key, Written mine, Supplier<CompletableFuture<ReadingOutcome>> write) {
        CompletableFuture<ReadingOutcome> outcome;
        try {
            outcome = write.get();
        } catch (Throwable unforeseen) {
            // Copies wait for it, and it is not written.
            written.asMap().remove(key, mine);
            mine.outcome.completeExceptionally(Readings.unavailable("what it repeats has failed"));
            throw unforeseen;
        }
        return outcome.whenComplete((result, error) -> {
            if (error != null || !result.refusals().isEmpty()) {
                written.asMap().remove(key, mine);
            }
            if (error != null) {
                mine.outcome.completeExceptionally(error);
            } else {
                mine.outcome.complete(result);
            }
        });
    }
}
