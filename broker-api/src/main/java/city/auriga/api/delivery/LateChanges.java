package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Moves changes from the outbox to the backlog, many with one statement. Holds no more of them than
 * their numbers.
 */
final class LateChanges {
    private static final Logger LOG = LoggerFactory.getLogger(LateChanges.class);
    private static final int CHUNK = 1000;
    private static final int ROOM = 100_000;

    private final ObjectProvider<Backlog> backlog;
    private final Duration pause;
    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();

    /**
     * @param gone called when it is no longer on its way
     * @param done called when the backlog has it
     */
    private record Entry(Backlog.Late late, Runnable gone, Runnable done) {}

    LateChanges(ObjectProvider<Backlog> backlog, Duration pause) {
        this.backlog = backlog;
        this.pause = pause;
    }

    void add(Backlog.Late late, Runnable gone, Runnable done) {
        entries.add(new Entry(late, gone, done));
    }

    /** Lets who brings more than the database takes wait; must not be called with a lock. */
    void awaitRoom() {
        while (entries.size() > ROOM && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Works until it is interrupted. */
    void run() {
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
                backlog.getObject().add(chunk.stream().map(Entry::late).toList());
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
                    LOG.error("{} cannot be put into the backlog", chunk.getFirst(), unforeseen);
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
