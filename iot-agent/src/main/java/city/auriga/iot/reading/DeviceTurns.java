package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Of each device one measure at a time, in the order in which they came: the next one begins when
 * what became of the one before is known, whatever it is. Nobody waits for other devices. Each has
 * a thread of its own as long as it blocks. What waits is bounded by the messages that are not
 * acknowledged, which the transports bound.
 */
final class DeviceTurns {
    private final Executor threads;

    /** Who waits behind the one whose turn it is. */
    private final Map<Address, ArrayDeque<Turn>> lines = new HashMap<>();

    private record Turn(
            Supplier<CompletableFuture<ReadingOutcome>> work,
            CompletableFuture<ReadingOutcome> reply) {}

    DeviceTurns() {
        this(Thread.ofVirtual().name("measure")::start);
    }

    DeviceTurns(Executor threads) {
        this.threads = threads;
    }

    /**
     * @param work may block
     * @return as the work completes
     */
    CompletableFuture<ReadingOutcome> take(
            Address device, Supplier<CompletableFuture<ReadingOutcome>> work) {
        var turn = new Turn(work, new CompletableFuture<>());
        if (isFirst(device, turn)) {
            begin(device, turn);
        }
        return turn.reply;
    }

    private synchronized boolean isFirst(Address device, Turn turn) {
        var line = lines.get(device);
        if (line == null) {
            lines.put(device, new ArrayDeque<>());
            return true;
        }
        line.add(turn);
        return false;
    }

    private void begin(Address device, Turn turn) {
        try {
            threads.execute(() -> work(device, turn));
        } catch (Throwable e) {
            // Else no measure of the device would ever be worked on again.
            refuse(turn);
            leave(device).forEach(DeviceTurns::refuse);
        }
    }

    private static void refuse(Turn turn) {
        turn.reply.completeExceptionally(Readings.unavailable("the agent is short of memory"));
    }

    private void work(Address device, Turn turn) {
        var _ =
                begun(turn)
                        .whenComplete((outcome, error) -> {
                            if (error == null) {
                                turn.reply.complete(outcome);
                            } else {
                                turn.reply.completeExceptionally(error);
                            }
                            var next = next(device);
                            if (next != null) {
                                begin(device, next);
                            }
                        });
    }

    private static CompletableFuture<ReadingOutcome> begun(Turn turn) {
        try {
            return turn.work.get();
        } catch (RuntimeException | StackOverflowError e) {
            return CompletableFuture.failedFuture(e);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(
                    Readings.unavailable("the agent is short of memory"));
        }
    }

    /** Null if nobody waits. */
    private synchronized @Nullable Turn next(Address device) {
        var line = lines.get(device);
        var next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(device);
        }
        return next;
    }

    private synchronized List<Turn> leave(Address device) {
        var line = lines.remove(device);
        return line == null ? List.of() : List.copyOf(line);
    }

    /** How many devices are worked on. */
    synchronized int devices() {
        return lines.size();
    }
}
