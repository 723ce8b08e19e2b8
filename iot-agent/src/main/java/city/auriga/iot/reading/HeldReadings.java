package city.auriga.iot.reading;

import city.auriga.iot.reading.Attempt.Reason;
import city.auriga.iot.reading.Reading.Order;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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

    private final Map<Order, Line> lines = new HashMap<>();

    private boolean watched;
    private @Nullable Future<?> timer;
    private boolean closed;

    /** A message that waits for its turn. */
    public interface Message {
        void release();

        /** Whether its sender sends it again if it is not acknowledged. */
        boolean comesAgain();

        /** The connection is gone; nobody waits any more. */
        void discard();
    }

    private static final class Held {
        final Message message;
        final long since = System.nanoTime();

        /** Null if it is no reading. */
        final @Nullable Line line;

        boolean done;

        Held(Message message, @Nullable Line line) {
            this.message = message;
            this.line = line;
            this.done = line == null;
        }
    }

    /** A reading in its line. */
    private static final class Waiting {
        final Held held;
        final Reading reading;
        boolean tried;

        /** Nobody knows yet what becomes of it. */
        boolean running;

        /** It may be written once more, behind another that was not. */
        boolean written;

        Waiting(Held held, Reading reading) {
            this.held = held;
            this.reading = reading;
        }
    }

    /** Readings that keep their order among each other. */
    private final class Line {
        private final Order order;
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private Round round = new Round();
        private int running;
        private long pauseMillis = FIRST_PAUSE_MILLIS;
        private boolean pausing;

        /** The first that failed, while it is tried alone. */
        private @Nullable Waiting probe;

        Line(Order order) {
            this.order = order;
        }

        void offer(Waiting next) {
            waiting.add(next);
            if (probe == null && !round.isOver()) {
                submit(next);
            }
        }

        private void submit(Waiting next) {
            running++;
            next.running = true;
            var reason = next.tried ? Reason.FAILED_BEFORE : Reason.COME;
            next.tried = true;
            var _ =
                    begun(next.reading, new Attempt(reason, round, next.held.message.comesAgain()))
                            .whenComplete((_, error) -> settled(next, error == null));
        }

        private void settled(Waiting next, boolean success) {
            try {
                executor.execute(() -> completed(next, success));
            } catch (RejectedExecutionException over) {
                next.written |= success;
                countIfLost(next);
            }
        }

        private CompletableFuture<ReadingOutcome> begun(Reading reading, Attempt attempt) {
            try {
                return readings.accept(reading, order, attempt);
            } catch (RuntimeException unforeseen) {
                // It is tried again like any other that fails; else its line would stand still.
                attempt.fail();
                return CompletableFuture.failedFuture(unforeseen);
            }
        }

        private void completed(Waiting tried, boolean success) {
            running--;
            tried.running = false;
            tried.written |= success;
            if (closed) {
                countIfLost(tried);
                return;
            }
            tried.held.done = success;
            if (tried == probe) {
                probe = null;
                if (success) {
                    pauseMillis = FIRST_PAUSE_MILLIS;
                    submitAllBehind(tried);
                }
            }
            if (success) {
                drain();
            }
            pauseIfOver();
        }

        private void submitAllBehind(Waiting first) {
            boolean behind = false;
            for (var next : waiting) {
                if (behind) {
                    next.held.done = false;
                    if (!round.isOver()) {
                        submit(next);
                    }
                }
                behind |= next == first;
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
            for (var next : waiting) {
                if (!next.held.done) {
                    probe = next;
                    submit(next);
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
            if (reading != null && !message.comesAgain()) {
                readings.lost(reading);
            }
            message.discard();
            return;
        }
        var line = reading == null ? null : line(readings.order(reading));
        var held = new Held(message, line);
        queue.add(held);
        if (reading != null && line != null) {
            line.offer(new Waiting(held, reading));
        }
        watch();
        drain();
    }

    private Line line(Order order) {
        return lines.computeIfAbsent(order, Line::new);
    }

    public int size() {
        return queue.size();
    }

    public void close() {
        closed = true;
        lines.values().forEach(line -> line.round.leave());
        if (timer != null) {
            timer.cancel(false);
        }
        for (var line : lines.values()) {
            line.waiting.stream().filter(next -> !next.running).forEach(this::countIfLost);
        }
        queue.forEach(held -> held.message.discard());
        queue.clear();
        lines.clear();
    }

    /** Its connection is gone: nobody tries it again. */
    private void countIfLost(Waiting waiting) {
        if (!waiting.written && !waiting.held.message.comesAgain()) {
            readings.lost(waiting.reading);
        }
    }

    private void drain() {
        while (!queue.isEmpty() && queue.element().done) {
            var held = queue.remove();
            if (held.line != null) {
                leave(held.line);
            }
            held.message.release();
        }
    }

    /** The first of it does. */
    private void leave(Line line) {
        line.waiting.remove();
        if (line.waiting.isEmpty()) {
            lines.remove(line.order);
        }
    }

    /** One timer for the oldest message. */
    private void watch() {
        if (watched || queue.isEmpty()) {
            return;
        }
        watched = true;
        long age = System.nanoTime() - queue.element().since;
        timer =
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
