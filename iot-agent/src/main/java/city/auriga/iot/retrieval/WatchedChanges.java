package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which devices have to be told of committed changes. A change leaves the outbox only when
 * that is stored.
 */
public final class WatchedChanges implements InternalReceiver, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedChanges.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 500;

    private final ConfigurationSubscriptions subscriptions;
    private final WatchedNames names;
    private final InstantSource clock;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private record Waiting(EntityChange change, Runnable done) {}

    public WatchedChanges(
            ConfigurationSubscriptions subscriptions, WatchedNames names, InstantSource clock) {
        this.subscriptions = subscriptions;
        this.names = names;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("watched-changes").start(this);
    }

    @Override
    public boolean isKnownAs(String id) {
        return id.equals(WatchedNames.ID);
    }

    @Override
    public void take(PendingNotification pending, String id, Runnable done) {
        queue.add(new Waiting(pending.change(), done));
    }

    @Override
    public void run() {
        try {
            while (true) {
                var waiting = queue.take();
                while (!isStored(waiting.change)) {
                    Thread.sleep(PAUSE_MILLIS);
                }
                waiting.done.run();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if another try may help. */
    private boolean isStored(EntityChange change) {
        try {
            store(change);
            return true;
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.SERVICE_UNAVAILABLE) {
                LOG.error("no device is told of a change of {}", change.id(), e);
                return true;
            }
            return false;
        } catch (OutOfMemoryError shortage) {
            return false; // It is nobody's fault, and may pass.
        } catch (RuntimeException | Error e) {
            // A fault of ours must not hold up the changes behind it.
            LOG.error("no device is told of a change of {}", change.id(), e);
            return true;
        }
    }

    private void store(EntityChange change) {
        var changed = WatchedNames.changed(change);
        if (changed.isEmpty()) {
            return;
        }
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var entity = change.id().value();
        int devices =
                subscriptions.changed(change.tenant(), entity, changed, now, now.plus(FIRST_RETRY));
        if (devices == 0) {
            // Who watched it is gone.
            names.load(change.tenant(), entity);
        }
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
