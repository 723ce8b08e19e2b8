package city.auriga.iot.reading;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on the readings of some devices, one after the other, on a virtual thread of its own. */
final class Partition implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

    private final BlockingQueue<Waiting> queue;
    private final ReadingWork work;
    private final Thread thread;

    private record Waiting(
            Reading reading, Attempt attempt, CompletableFuture<ReadingOutcome> reply) {}

    Partition(String name, int capacity, ReadingWork work) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).start(this);
    }

    boolean offer(Reading reading, Attempt attempt, CompletableFuture<ReadingOutcome> reply) {
        return thread.isAlive() && queue.offer(new Waiting(reading, attempt, reply));
    }

    /** Readings that nobody works on yet. */
    int waiting() {
        return queue.size();
    }

    @Override
    public void run() {
        try {
            while (true) {
                var next = queue.take();
                process(next);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            refuseAll();
        }
    }

    /** Whatever happens to one reading, the next one is worked on. */
    private void process(Waiting next) {
        if (next.attempt.isTooEarly()) {
            next.reply.completeExceptionally(
                    Readings.unavailable("what came before it could not be written yet"));
            return;
        }
        try {
            work.process(next.reading, next.attempt, next.reply);
        } catch (Throwable e) {
            // Without this thread the devices of the partition would never be heard again.
            LOG.error("a reading from {} failed", next.reading.source(), e);
            next.reply.completeExceptionally(Readings.unavailable("the agent is short of memory"));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refuseAll();
    }

    private void refuseAll() {
        for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.reply.completeExceptionally(Readings.unavailable("the agent is stopping"));
        }
    }
}
