package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves changes from the outbox to where they are to wait, many with one statement. Holds no more
 * of them than their numbers.
 */
public final class LateChanges {
    private static final Logger LOG = LoggerFactory.getLogger(LateChanges.class);
    private static final int CHUNK = 1000;
    private static final int ROOM = 100_000;

    private final Consumer<Collection<Backlog.Late>> store;
    private final Duration pause;
    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();

    /**
     * @param gone called when it is no longer on its way
     * @param done called when it is stored there
     */
    private record Entry(Backlog.Late late, Runnable gone, Runnable done) {}

    /**
     * @param store puts changes where they wait; may fail while the database is away
     * @param pause before it is tried again
     */
    public LateChanges(Consumer<Collection<Backlog.Late>> store, Duration pause) {
        this.store = store;
        this.pause = pause;
    }

    /** As the parameters of an entry. */
    public void add(Backlog.Late late, Runnable gone, Runnable done) {
        entries.add(new Entry(late, gone, done));
    }

    /** Lets who brings more than the database takes wait; must not be called with a lock. */
    public void awaitRoom() {
        while (entries.size() > ROOM && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Works until it is interrupted. */
    public void run() {
        var chunk = new ArrayList<Entry>();
        try {
            while (true) {
                chunk.add(entries.take());
                entries.drainTo(chunk, CHUNK - 1);
                store(chunk);
                chunk.clear();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(List<Entry> chunk) throws InterruptedException {
        while (true) {
            try {
                store.accept(chunk.stream().map(Entry::late).toList());
                chunk.forEach(entry -> {
                    entry.gone.run();
                    entry.done.run();
                });
                return;
            } catch (NgsiLdException unavailable) {
                LOG.debug("{} late notifications wait for the database", chunk.size());
            } catch (RuntimeException unforeseen) {
                if (chunk.size() == 1) {
                    // It stays in the outbox, for the next process.
                    LOG.error("{} cannot be moved", chunk.getFirst(), unforeseen);
                    chunk.getFirst().gone.run();
                    return;
                }
                for (var entry : chunk) {
                    store(List.of(entry));
                }
                return;
            }
            Thread.sleep(pause);
        }
    }
}
