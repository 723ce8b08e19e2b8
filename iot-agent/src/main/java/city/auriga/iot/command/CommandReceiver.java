package city.auriga.iot.command;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes commands of committed changes. A change leaves the outbox only when its commands are
 * stored, under ids that are made of it: one that comes again, after a crash, changes nothing.
 */
public final class CommandReceiver implements InternalReceiver, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReceiver.class);
    private static final int BATCH = 100;
    private static final long PAUSE_MILLIS = 500;

    private final CommandMaking making;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private record Waiting(PendingNotification pending, Runnable done) {}

    public CommandReceiver(CommandMaking making) {
        this.making = making;
        this.thread = Thread.ofVirtual().name("commands").start(this);
    }

    @Override
    public boolean isKnownAs(String id) {
        return id.equals(CommandNames.ID);
    }

    @Override
    public void take(PendingNotification pending, String id, Runnable done) {
        queue.add(new Waiting(pending, done));
    }

    @Override
    public void run() {
        var batch = new ArrayList<Waiting>();
        try {
            while (true) {
                if (batch.isEmpty()) {
                    batch.add(queue.take());
                    queue.drainTo(batch, BATCH - 1);
                }
                workSafely(batch);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens, what is not done yet stays in the batch, and is tried again. */
    private void workSafely(List<Waiting> batch) throws InterruptedException {
        try {
            storeAll(batch);
            while (!batch.isEmpty()) {
                batch.removeLast().done.run();
            }
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Throwable e) {
            // Without its thread no change would ever become a command.
            LOG.error("{} changes wait to become commands", batch.size(), e);
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void storeAll(List<Waiting> batch) throws InterruptedException {
        try {
            while (!store(batch)) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (OutOfMemoryError shortage) {
            throw shortage; // It is nobody's fault, and may pass.
        } catch (RuntimeException | Error e) {
            // A fault of ours must not hold up the commands of others.
            if (batch.size() == 1) {
                CommandMaking.lost(batch.getFirst().pending.change().id().value(), e);
                return;
            }
            for (var waiting : batch) {
                storeAll(List.of(waiting));
            }
        }
    }

    /** Answers whether all is stored; else another try may help. */
    private boolean store(List<Waiting> batch) {
        try {
            making.make(batch.stream().map(waiting -> asked(waiting.pending)).toList());
            return true;
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            LOG.debug("commands wait for the database: {}", e.getMessage());
            return false;
        }
    }

    private static Asked asked(PendingNotification pending) {
        var change = pending.change();
        var id = Long.toString(pending.outboxId());
        var instances = new ArrayList<Asked.Instance>();
        for (var attribute : change.attributes()) {
            var after = attribute.after();
            boolean asks = CommandNames.asks(attribute);
            boolean differs = CommandNames.differs(attribute);
            if (change.after() != null && after != null && (asks || differs)) {
                instances.add(new Asked.Instance(attribute.name(), after, id, asks, differs));
            }
        }
        return new Asked(change.tenant(), change.id().value(), change.origin(), instances);
    }

    /** What waits stays in the outbox. */
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
