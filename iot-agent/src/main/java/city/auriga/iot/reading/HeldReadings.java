package city.auriga.iot.reading;

import city.auriga.iot.reading.Attempt.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection, let go in their order and only when what they brought is
 * committed. If a reading could not be committed now, it is tried again, and then all behind it
 * that must keep their order with it, so that an older value never follows a newer one. Others only
 * wait for their acknowledgement. Confined to one executor.
 */
public final class HeldReadings {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Readings readings;
    private final ScheduledExecutorService executor;
    private final long maxHoldNanos;
    private final Runnable giveUp;
    private final ArrayDeque<Held> queue = new ArrayDeque<>();

    /** By {@link Reading.Address#order}. */
    private final Map<Object, Line> lines = new HashMap<>();

    private boolean watched;
    private boolean closed;

    /** A message that waits for its turn. */
    public interface Message {
        void release();

        /** The connection is gone; nobody waits any more. */
        void discard();
    }

    private static final class Held {
        final @Nullable Reading reading;
        final Message message;
        final long since = System.nanoTime();
        boolean done;
        boolean tried;

        Held(@Nullable Reading reading, Message message) {
            this.reading = reading;
            this.message = message;
            this.done = reading == null;
        }
    }

    /** Readings that keep their order among each other. */
    private final class Line {
        private final ArrayDeque<Held> waiting = new ArrayDeque<>();
        private Round round = new Round();
        private int running;
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private boolean pausing;

        /** The first that failed, while it is tried alone. */
        private @Nullable Held probe;

        void offer(Held held, Reading reading) {
            waiting.add(held);
            if (probe == null && !round.isOver()) {
                submit(held, reading);
            }
        }

        private void submit(Held held, Reading reading) {
            running++;
            var reason = held.tried ? Reason.FAILED_BEFORE : Reason.COME;
            held.tried = true;
            var _ =
                    begun(reading, new Attempt(reason, round))
                            .whenComplete((_, error) ->
                                    executor.execute(() -> completed(held, error == null)));
        }

        private CompletableFuture<ReadingOutcome> begun(Reading reading, Attempt attempt) {
            try {
                return readings.accept(reading, attempt);
            } catch (RuntimeException unforeseen) {
                attempt.fail();
                return CompletableFuture.failedFuture(unforeseen);
            }
        }

        private void completed(Held held, boolean success) {
            running--;
            if (closed) {
                return;
            }
            held.done = success;
            if (held == probe) {
                probe = null;
                if (success) {
                    pauseMillis = FIRST_PAUSE_MILLIS;
                    submitAllBehind(held);
                }
            }
            if (success) {
                drain();
            }
            pauseIfOver();
        }

        private void submitAllBehind(Held first) {
            boolean behind = false;
            for (var held : waiting) {
                if (behind && held.reading != null) {
                    held.done = false;
                    if (!round.isOver()) {
                        submit(held, held.reading);
                    }
                }
                behind |= held == first;
            }
        }

        private void pauseIfOver() {
            if (round.isOver() && running == 0 && !pausing) {
                pausing = true;
                long jitter = ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
                var _ =
                        executor.schedule(
                                this::tryAgain, pauseMillis + jitter, TimeUnit.MILLISECONDS);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            }
        }

        /** The first alone: nothing behind it would begin before it is through. */
        private void tryAgain() {
            if (closed) {
                return;
            }
            pausing = false;
            round = new Round();
            for (var held : waiting) {
                if (!held.done && held.reading != null) {
                    probe = held;
                    submit(held, held.reading);
                    return;
                }
            }
        }
    }

    /**
     * @param executor runs one task at a time; every method is called on it
     * @param maxHold after which the connection is given up, so that the sender tries again
     * @param giveUp to close the connection
     */
    public HeldReadings(
            Readings readings,
            ScheduledExecutorService executor,
            Duration maxHold,
            Runnable giveUp) {
        this.readings = readings;
        this.executor = executor;
        this.maxHoldNanos = maxHold.toNanos();
        this.giveUp = giveUp;
    }

    /**
     * @param reading null if the message is none and only keeps its place
     */
    public void offer(@Nullable Reading reading, Message message) {
        if (closed) {
            message.discard();
            return;
        }
        var held = new Held(reading, message);
        queue.add(held);
        if (reading != null) {
            lines.computeIfAbsent(reading.address().order(), _ -> new Line()).offer(held, reading);
        }
        watch();
        drain();
    }

    public int size() {
        return queue.size();
    }

    public void close() {
        closed = true;
        // What has not begun yet is not written before it comes again.
        lines.values().forEach(line -> line.round.end());
        queue.forEach(held -> held.message.discard());
        queue.clear();
        lines.clear();
    }

    private void drain() {
        while (!queue.isEmpty() && queue.element().done) {
            var held = queue.remove();
            if (held.reading != null) {
                leave(held.reading.address().order());
            }
            held.message.release();
        }
    }

    /** The first of its line. */
    private void leave(Object order) {
        lines.computeIfPresent(
                order,
                (_, line) -> {
                    line.waiting.remove();
                    return line.waiting.isEmpty() ? null : line;
                });
    }

    /** One timer for the oldest message. */
    private void watch() {
        if (watched || queue.isEmpty()) {
            return;
        }
        watched = true;
        long age = System.nanoTime() - queue.element().since;
        var _ =
                executor.schedule(
                        this::checkAge, Math.max(1, maxHoldNanos - age), TimeUnit.NANOSECONDS);
    }

    private void checkAge() {
        watched = false;
        if (closed || queue.isEmpty()) {
            return;
        }
        if (System.nanoTime() - queue.element().since >= maxHoldNanos) {
            giveUp.run();
        } else {
            watch();
        }
    }
}
