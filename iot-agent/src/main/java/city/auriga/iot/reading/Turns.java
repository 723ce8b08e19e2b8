package city.auriga.iot.reading;

import city.auriga.core.model.Tenant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Of each device one message at a time, in the order in which they came: the next one begins when
 * what became of the one before is known. If that has to be tried again, so has all that waits
 * behind it. Nobody waits for other devices. Each has a thread of its own as long as it blocks.
 *
 * @param <K> what tells devices apart
 */
final class Turns<K> {
    /** Of one device, behind the one whose turn it is. */
    private static final int MOST_WAITING = 200;

    /** More would stand in the way of those who do not wait for turns. */
    private static final int MOST_AT_WORK = 64;

    private final Executor threads;
    private final int most;
    private final Semaphore atWork = new Semaphore(MOST_AT_WORK, true);

    /** Who waits behind the one whose turn it is. */
    private final Map<K, ArrayDeque<Turn>> lines = new HashMap<>();

    /** The weight of all that waits or is worked on. */
    private final Map<Tenant, Integer> weights = new HashMap<>();

    private int weight;

    private record Turn(
            Tenant tenant,
            int weight,
            Supplier<CompletableFuture<?>> work,
            CompletableFuture<@Nullable Void> reply) {}

    /**
     * @param most weight of all turns together, half of it for one tenant; but each may have one
     */
    Turns(int most) {
        this(most, Thread.ofVirtual().name("turn")::start);
    }

    Turns(int most, Executor threads) {
        this.most = most;
        this.threads = threads;
    }

    /**
     * @param weight how much memory it takes until its end, in measures
     * @param work may block
     * @return as the work completes; exceptionally with {@code SERVICE_UNAVAILABLE} if there is no
     *     place, or something before it has to be tried again
     */
    CompletableFuture<@Nullable Void> take(
            K device, Tenant tenant, int weight, Supplier<CompletableFuture<?>> work) {
        var turn = new Turn(tenant, weight, work, new CompletableFuture<>());
        switch (enter(device, turn)) {
            case FIRST -> begin(device, turn);
            case WAITS -> {}
            case FULL ->
                    turn.reply.completeExceptionally(
                            Readings.unavailable("too many measures wait for those before them"));
        }
        return turn.reply;
    }

    private enum Place {
        FIRST,
        WAITS,
        FULL
    }

    private synchronized Place enter(K device, Turn turn) {
        int ofTenant = weights.getOrDefault(turn.tenant, 0);
        boolean fits = ofTenant + turn.weight <= most / 2 && weight + turn.weight <= most;
        var line = lines.get(device);
        if ((ofTenant > 0 && !fits) || (line != null && line.size() >= MOST_WAITING)) {
            return Place.FULL;
        }
        weights.merge(turn.tenant, turn.weight, Integer::sum);
        weight += turn.weight;
        if (line == null) {
            lines.put(device, new ArrayDeque<>());
            return Place.FIRST;
        }
        line.add(turn);
        return Place.WAITS;
    }

    private synchronized void leave(Turn turn) {
        weights.computeIfPresent(
                turn.tenant, (_, sum) -> sum > turn.weight ? sum - turn.weight : null);
        weight -= turn.weight;
    }

    private void begin(K device, Turn turn) {
        try {
            threads.execute(() -> work(device, turn));
        } catch (Throwable e) {
            // Else no measure of the device would ever be worked on again.
            end(device, turn, Readings.unavailable("the agent is short of memory"));
        }
    }

    private void work(K device, Turn turn) {
        var _ = begun(turn).whenComplete((_, error) -> end(device, turn, error));
    }

    private void end(K device, Turn turn, @Nullable Throwable error) {
        if (error != null && Readings.isTransient(ReadingWork.cause(error))) {
            // An older value never follows a newer one.
            for (var behind : abandon(device)) {
                leave(behind);
                behind.reply.completeExceptionally(error);
            }
        }
        leave(turn);
        complete(turn, error);
        var next = next(device);
        if (next != null) {
            begin(device, next);
        }
    }

    private static void complete(Turn turn, @Nullable Throwable error) {
        if (error == null) {
            turn.reply.complete(null);
        } else {
            turn.reply.completeExceptionally(error);
        }
    }

    private CompletableFuture<?> begun(Turn turn) {
        try {
            atWork.acquire();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(Readings.unavailable("the agent is stopping"));
        }
        try {
            return turn.work.get();
        } catch (RuntimeException | StackOverflowError e) {
            return CompletableFuture.failedFuture(e);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(
                    Readings.unavailable("the agent is short of memory"));
        } finally {
            atWork.release();
        }
    }

    /** Null if nobody waits. */
    private synchronized @Nullable Turn next(K device) {
        var line = lines.get(device);
        var next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(device);
        }
        return next;
    }

    private synchronized List<Turn> abandon(K device) {
        var line = lines.get(device);
        if (line == null) {
            return List.of();
        }
        var behind = List.copyOf(line);
        line.clear();
        return behind;
    }

    /** How many devices are worked on. */
    synchronized int devices() {
        return lines.size();
    }

    /** The weight of all that waits or is worked on. */
    synchronized int weight() {
        return weight;
    }
}
