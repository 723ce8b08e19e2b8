package city.auriga.iot.reading;

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
 * committed. If a reading could not be committed now, it and all behind it that must keep their
 * order with it are tried again, so that an older value never follows a newer one. Others only wait
 * for their acknowledgement. Confined to one executor.
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
    private final Map<Integer, Line> lines = new HashMap<>();

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

        Held(@Nullable Reading reading, Message message) {
            this.reading = reading;
            this.message = message;
            this.done = reading == null;
        }
    }

    /** Readings that keep their order among each other. */
    private final class Line {
        private final ArrayDeque<Held> waiting = new ArrayDeque<>();
        private int running;
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private boolean failed;
        private boolean pausing;

        void offer(Held held, Reading reading) {
            waiting.add(held);
            if (!failed) {
                submit(held, readings.accept(reading));
            }
        }

        private void submit(Held held, CompletableFuture<ReadingOutcome> work) {
            running++;
            var _ =
                    work.whenComplete(
                            (_, error) -> executor.execute(() -> completed(held, error == null)));
        }

        private void completed(Held held, boolean success) {
            running--;
            if (closed) {
                return;
            }
            held.done = success;
            failed |= !success;
            if (success) {
                pauseMillis = FIRST_PAUSE_MILLIS;
                drain();
            }
            pauseIfFailed();
        }

        private void pauseIfFailed() {
            if (failed && running == 0 && !pausing) {
                pausing = true;
                long jitter = ThreadLocalRandom.current().nextLong(pauseMillis / 2 + 1);
                var _ =
                        executor.schedule(
                                this::tryAgain, pauseMillis + jitter, TimeUnit.MILLISECONDS);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            }
        }

        /** The first that failed, and all behind it. */
        private void tryAgain() {
            if (closed) {
                return;
            }
            pausing = false;
            failed = false;
            boolean behind = false;
            for (var held : waiting) {
                behind |= !held.done;
                if (behind && held.reading != null) {
                    held.done = false;
                    submit(held, readings.again(held.reading));
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
    private void leave(int order) {
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
