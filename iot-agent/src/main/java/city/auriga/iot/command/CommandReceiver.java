package city.auriga.iot.command;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes commands of committed changes. A change leaves the outbox only when its commands are
 * stored, under ids that are made of it: one that comes again, after a crash, changes nothing. What
 * cannot be stored just now is held, and later changes of its Entity behind it; all others pass.
 */
public final class CommandReceiver implements InternalReceiver, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReceiver.class);
    private static final int BATCH = 100;

    /** New ones wait until so many Entities were tried again. */
    private static final int AGAIN = 20;

    private static final long PAUSE_MILLIS = 500;

    private final CommandMaking making;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

    /** What is worked on, in its order. */
    private final List<Waiting> batch = new ArrayList<>();

    /** What has to be tried again, in the order in which that is due. */
    private final SequencedMap<Place, Held> held = new LinkedHashMap<>();

    private final Thread thread;

    private record Place(Tenant tenant, String entity) {}

    private record Waiting(PendingNotification pending, Runnable done) {
        Place place() {
            var change = pending.change();
            return new Place(change.tenant(), change.id().value());
        }
    }

    /**
     * All that waits of one Entity.
     *
     * @param due on the clock of {@link System#nanoTime}
     */
    private record Held(long due, List<Waiting> all) {
        Held() {
            this(
                    System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS),
                    new ArrayList<>());
        }

        long pause() {
            return due - System.nanoTime();
        }
    }

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
        try {
            while (true) {
                try {
                    takeNew();
                    work();
                    takeDue();
                    work();
                } catch (InterruptedException stop) {
                    throw stop;
                } catch (Throwable e) {
                    // Without its thread no change would ever become a command.
                    LOG.error("changes wait to become commands", e);
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for it, but not longer than until something else is to be done. */
    private void takeNew() throws InterruptedException {
        var first =
                held.isEmpty()
                        ? queue.take()
                        : queue.poll(held.firstEntry().getValue().pause(), TimeUnit.NANOSECONDS);
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, BATCH - 1);
        }
    }

    private void takeDue() {
        for (int i = 0; i < AGAIN && !held.isEmpty(); i++) {
            var next = held.firstEntry();
            if (next.getValue().pause() > 0) {
                return;
            }
            batch.addAll(next.getValue().all);
            held.remove(next.getKey());
        }
    }

    /** Whatever happens, what is not done yet stays in the batch, and is tried again. */
    private void work() throws InterruptedException {
        while (!batch.isEmpty()) {
            try {
                storeBatch();
            } catch (Throwable e) {
                // What is left in the batch is worked on before anything else is taken.
                LOG.error("{} changes wait to become commands", batch.size(), e);
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private void storeBatch() {
        for (var all = batch.iterator(); all.hasNext(); ) {
            if (isBehindOthers(all.next())) {
                all.remove();
            }
        }
        if (batch.size() > 1 && areStored(batch)) {
            while (!batch.isEmpty()) {
                batch.removeFirst().done.run();
            }
        }
        // One by one, so that nobody waits for what is wrong with those of others.
        while (!batch.isEmpty()) {
            var waiting = batch.getFirst();
            if (isBehindOthers(waiting)) {
                batch.removeFirst();
            } else if (isStored(waiting)) {
                batch.removeFirst().done.run();
            } else {
                held.put(waiting.place(), new Held());
            }
        }
    }

    /** Then it is held with them. */
    private boolean isBehindOthers(Waiting waiting) {
        var others = held.get(waiting.place());
        return others != null && others.all.add(waiting);
    }

    private boolean areStored(List<Waiting> all) {
        try {
            making.make(all.stream().map(waiting -> asked(waiting.pending)).toList());
            return true;
        } catch (OutOfMemoryError shortage) {
            throw shortage; // It is nobody's fault, and may pass.
        } catch (RuntimeException | Error e) {
            // Whose fault it is shows when each is stored alone.
            LOG.debug("commands of {} changes are stored one by one", all.size(), e);
            return false;
        }
    }

    /** Else another try may help. */
    private boolean isStored(Waiting waiting) {
        try {
            making.make(List.of(asked(waiting.pending)));
            return true;
        } catch (OutOfMemoryError shortage) {
            throw shortage;
        } catch (RuntimeException | Error e) {
            if (e instanceof NgsiLdException fault
                    && fault.problem() == Problem.SERVICE_UNAVAILABLE) {
                LOG.debug("commands wait for the database: {}", e.getMessage());
                return false;
            }
            // A fault of ours must not hold up the commands of others.
            CommandMaking.lost(waiting.place().entity, e);
            return true;
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
