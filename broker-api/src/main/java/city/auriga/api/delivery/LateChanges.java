package city.auriga.api.delivery;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.subscription.Backlog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
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

    private final ObjectProvider<Backlog> backlog;
    private final Duration pause;
    private final LinkedBlockingQueue<Entry> entries = new LinkedBlockingQueue<>();

    private record Entry(Backlog.Late late, Runnable stored) {}

    LateChanges(ObjectProvider<Backlog> backlog, Duration pause) {
        this.backlog = backlog;
        this.pause = pause;
    }

    /**
     * @param stored called when the backlog has it
     */
    void add(Backlog.Late late, Runnable stored) {
        entries.add(new Entry(late, stored));
    }

    /** Works until it is interrupted. */
    void run() {
        var chunk = new ArrayList<Entry>();
        try {
            while (true) {
                chunk.add(entries.take());
                entries.drainTo(chunk, CHUNK - 1);
                store(chunk);
                chunk.forEach(entry -> entry.stored.run());
                chunk.clear();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void store(List<Entry> chunk) throws InterruptedException {
        var late = chunk.stream().map(Entry::late).toList();
        while (true) {
            try {
                backlog.getObject().add(late);
                return;
            } catch (NgsiLdException unavailable) {
                LOG.debug("{} late notifications wait for the database", late.size());
                Thread.sleep(pause);
            }
        }
    }
}
