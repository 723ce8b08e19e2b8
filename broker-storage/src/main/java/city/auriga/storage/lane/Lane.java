package city.auriga.storage.lane;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue and the thread that empties it: hands over all that waits. No timer: one waiting
 * request is a batch of one.
 *
 * @param <T> the requests
 */
public final class Lane<T extends Lane.Request> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final String STOPPING = "the broker is stopping";

    private final BlockingQueue<T> queue;
    private final int maxBatch;
    private final Work<T> work;
    private final Thread thread;
    private volatile boolean ended;

    /** What waits, with a caller behind it. */
    public interface Request {
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
     * @param queue how many requests may wait; more are refused
     * @param maxBatch how many are handed over at once
     */
    public Lane(String name, int queue, int maxBatch, Work<T> work) {
        this.queue = new ArrayBlockingQueue<>(queue);
        this.maxBatch = maxBatch;
        this.work = work;
        // A platform thread: it blocks in the database most of its time, and there are few.
        this.thread = Thread.ofPlatform().name(name).start(this::run);
    }

    /**
     * Few lanes make large batches: on two processors one lane takes a quarter less time per change
     * than two, and two take less than four.
     */
    public static int defaultNumber() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** How many requests wait. */
    public int waiting() {
        return queue.size();
    }

    public void submit(T request) {
        if (!queue.offer(request)) {
            request.fail(unavailable("too many requests are waiting for the database"));
        } else if (ended && queue.remove(request)) {
            request.fail(unavailable(STOPPING));
        }
    }

    private void run() {
        var batch = new ArrayList<T>(maxBatch);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, maxBatch - 1);
                work.process(batch);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (NgsiLdException refused) {
                batch.forEach(r -> r.fail(refused));
            } catch (RuntimeException | Error e) {
                // Without its thread the lane would let everybody wait for ever.
                LOG.error("a batch of {} requests failed", batch.size(), e);
                batch.forEach(r -> r.fail(unforeseen()));
            } finally {
                // Whatever went wrong, no caller may wait for ever.
                batch.forEach(r -> r.fail(unavailable(STOPPING)));
                batch.clear();
            }
        }
        ended = true;
        queue.forEach(r -> r.fail(unavailable(STOPPING)));
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
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
