package city.auriga.iot.reading;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/** Works on the readings of some devices, one after the other, on a virtual thread of its own. */
final class Partition implements Runnable, AutoCloseable {
    private final BlockingQueue<Waiting> queue;
    private final ReadingWork work;
    private final Thread thread;

    private record Waiting(Reading reading, CompletableFuture<ReadingOutcome> reply) {}

    Partition(String name, int capacity, ReadingWork work) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).start(this);
    }

    boolean offer(Reading reading, CompletableFuture<ReadingOutcome> reply) {
        return thread.isAlive() && queue.offer(new Waiting(reading, reply));
    }

    @Override
    public void run() {
        try {
            while (true) {
                var next = queue.take();
                work.process(next.reading, next.reply);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            refuseAll();
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
