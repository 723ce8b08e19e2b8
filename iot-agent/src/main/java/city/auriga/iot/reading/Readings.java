package city.auriga.iot.reading;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.reading.Attempt.Reason;
import city.auriga.iot.reading.Reading.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The one way in for readings. Readings of one device take effect in the order in which they were
 * accepted.
 */
public final class Readings implements AutoCloseable {
    private final List<Partition> partitions = new ArrayList<>();
    private final ReadingMetrics metrics;
    private final UnaryOperator<String> ordering;

    /**
     * @param ordering what apikeys have in common that are those of the same devices
     */
    public Readings(
            ReadingSettings settings,
            ReadingWork work,
            ReadingMetrics metrics,
            UnaryOperator<String> ordering) {
        this.ordering = ordering;
        this.metrics = metrics;
        for (int i = 0; i < settings.partitions(); i++) {
            partitions.add(new Partition("readings-" + i, settings.queue(), work));
        }
        metrics.watchWaiting(
                () -> partitions.stream().mapToInt(Partition::waiting).sum(),
                () -> partitions.stream().mapToInt(Partition::waiting).max().orElse(0));
    }

    /**
     * @return completes after the commit, or after what cannot be used was kept as a dead letter;
     *     exceptionally with {@link NgsiLdException} {@code SERVICE_UNAVAILABLE} if neither was
     *     possible now: then the reading is to be sent again. Completion runs on a writer thread:
     *     do not block it.
     */
    public CompletableFuture<ReadingOutcome> accept(Reading reading) {
        return accept(reading, order(reading), Attempt.alone(Reason.COME));
    }

    /**
     * As {@link #accept(Reading)}; nothing of the same round that is behind one that has to be sent
     * again is begun.
     *
     * @param order of the reading
     */
    CompletableFuture<ReadingOutcome> accept(Reading reading, Order order, Attempt attempt) {
        var reply = new CompletableFuture<ReadingOutcome>();
        var settled =
                reply.whenComplete((_, error) -> {
                    if (error != null) {
                        attempt.fail();
                    }
                });
        var watched = metrics.watch(reading, settled);
        if (!partitions.get(partition(order)).offer(reading, attempt, reply)) {
            reply.completeExceptionally(unavailable("too many readings wait"));
        }
        return watched;
    }

    /** Counts one that could not be committed, and that nobody sends again. */
    public void lost(Reading reading) {
        metrics.lost(reading);
    }

    /** Devices that have nothing but their ids in common do not wait for each other. */
    Order order(Reading reading) {
        return reading.address().order().with(ordering);
    }

    int partition(Order order) {
        return Math.floorMod(order.hashCode(), partitions.size());
    }

    /** Whether sending a reading again may help. */
    public static boolean isTransient(Throwable error) {
        return error instanceof NgsiLdException e
                && (e.problem() == Problem.SERVICE_UNAVAILABLE
                        // A look-up that took too long may be quicker the next time.
                        || e.problem() == Problem.TOO_COMPLEX_QUERY);
    }

    static NgsiLdException unavailable(String reason) {
        return new NgsiLdException(Problem.SERVICE_UNAVAILABLE, reason + "; try again");
    }

    /** Stops the partitions; what waits is refused. */
    @Override
    public void close() {
        partitions.forEach(Partition::close);
    }
}
