package city.auriga.storage.lane;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over all that waits, a batch at a time. No timer: one waiting request is a batch of one.
 * With more than one thread it works on several batches at once as soon as whole ones wait: then
 * that costs no larger batch, and what one leaves of processors and disk another uses.
 *
 * @param <T> the requests
 */
public final class Lane<T extends Lane.Request> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final String STOPPING = "the broker is stopping";

    private final Shelves<T> shelves;
    private final Work<T> work;
    private final List<Thread> threads;

    /** What waits, with a caller behind it. */
    public interface Request {
        /** Requests of the same number are worked on one after the other. */
        default int order() {
            return 0;
        }

        /** Tells the caller of an error; nothing if it was answered already. */
        void fail(NgsiLdException error);
    }

    /** What is done with a batch. */
    @FunctionalInterface
    public interface Work<T> {
        /** Answers every request of the batch; those that it leaves are refused. */
        void process(List<T> batch);
    }

    /**
     * One that works on a batch at a time.
     *
     * @param queue how many requests may wait; more are refused
     * @param maxBatch how many are handed over at once
     */
    public Lane(String name, int queue, int maxBatch, Work<T> work) {
        this(name, queue, maxBatch, 1, work);
    }

    /**
     * @param queue how many requests may wait; more are refused
     * @param maxBatch how many are handed over at once
     * @param atOnce how many batches are worked on at once, if whole ones wait
     */
    public Lane(String name, int queue, int maxBatch, int atOnce, Work<T> work) {
        this.shelves = new Shelves<>(queue, maxBatch);
        this.work = work;
        // Platform threads: they block in the database most of their time, and there are few.
        this.threads =
                IntStream.range(0, atOnce)
                        .mapToObj(i -> name + (i == 0 ? "" : "-beside-" + i))
                        .map(thread -> Thread.ofPlatform().name(thread).start(this::run))
                        .toList();
    }

    /**
     * Few lanes make large batches: where few wait, on two processors one lane takes a quarter less
     * time per change than two, and two take less than four.
     */
    public static int defaultNumber() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** How many requests wait. */
    public int waiting() {
        return shelves.waiting();
    }

    public void submit(T request) {
        if (!shelves.offer(request)) {
            request.fail(
                    unavailable(
                            shelves.isClosed()
                                    ? STOPPING
                                    : "too many requests are waiting for the database"));
        }
    }

    private void run() {
        try {
            var batch = shelves.new Batch();
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    work(batch);
                } catch (RuntimeException | Error _) {
                    // Amid another, which cannot be told: those behind must not wait for ever.
                } finally {
                    batch.done();
                }
            }
        } finally {
            shelves.close().forEach(r -> r.fail(unavailable(STOPPING)));
        }
    }

    private void work(Shelves<T>.Batch batch) {
        try {
            batch.take();
            work.process(batch.requests);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (NgsiLdException refused) {
            batch.requests.forEach(r -> r.fail(refused));
        } catch (RuntimeException | Error e) {
            // Without its thread the lane would let everybody wait for ever.
            LOG.error("a batch of {} requests failed", batch.requests.size(), e);
            batch.requests.forEach(r -> r.fail(unforeseen()));
        } finally {
            // Whatever went wrong, no caller may wait for ever.
            batch.requests.forEach(r -> r.fail(unavailable(STOPPING)));
        }
    }

    /** The error of a request that may be tried again. */
    public static NgsiLdException unavailable(String reason) {
        return new NgsiLdException(Problem.SERVICE_UNAVAILABLE, reason + "; try again");
    }

    private static NgsiLdException unforeseen() {
        return new NgsiLdException(
                Problem.INTERNAL_ERROR, "the request failed; see the log of the broker");
    }

    /** Refuses what waits; what is being done is finished. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
