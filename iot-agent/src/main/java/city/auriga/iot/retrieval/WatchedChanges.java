package city.auriga.iot.retrieval;

import city.auriga.core.device.ConfigurationSubscriptions;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.subscription.InternalReceiver;
import city.auriga.core.subscription.PendingNotification;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which devices have to be told of committed changes. A change leaves the outbox only when
 * that is stored. What cannot be stored just now is held, and waits for nobody meanwhile: behind it
 * are the changes of all.
 */
public final class WatchedChanges implements InternalReceiver, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedChanges.class);
    static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ConfigurationSubscriptions subscriptions;
    private final WatchedNames watched;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();

    /** What has changed of each Entity, and who waits for that to be stored; in its order. */
    private final SequencedMap<Place, Changed> waiting = new LinkedHashMap<>();

    /** What has to be tried again, in the order in which that is due. */
    private final SequencedMap<Place, Held> held = new LinkedHashMap<>();

    /** Whether something new was taken last: neither keeps the other waiting. */
    private boolean wasNew;

    private final Thread thread;

    private record Place(Tenant tenant, String entity) {}

    private record Changed(Set<String> names, Deque<Runnable> done) {
        Changed() {
            this(new HashSet<>(), new ArrayDeque<>());
        }

        void add(Changed other) {
            names.addAll(other.names);
            done.addAll(other.done);
        }
    }

    /**
     * @param due on the clock of {@link System#nanoTime}
     */
    private record Held(long due, Changed changed) {
        long pause() {
            return due - System.nanoTime();
        }
    }

    public WatchedChanges(
            ConfigurationSubscriptions subscriptions, WatchedNames watched, InstantSource clock) {
        this.subscriptions = subscriptions;
        this.watched = watched;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("watched-changes").start(this);
    }

    @Override
    public boolean isKnownAs(String id) {
        return id.equals(WatchedNames.ID);
    }

    /** What waits of one Entity waits together, so that it does not grow with each change. */
    @Override
    public void take(PendingNotification pending, String id, Runnable done) {
        var change = pending.change();
        var names = WatchedNames.changed(change);
        if (names.isEmpty()) {
            done.run();
            return;
        }
        lock.lock();
        try {
            var place = new Place(change.tenant(), change.id().value());
            var before = held.get(place);
            var changed =
                    before != null
                            ? before.changed
                            : waiting.computeIfAbsent(place, _ -> new Changed());
            changed.names.addAll(names);
            changed.done.add(done);
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        Map.Entry<Place, Changed> current = null;
        try {
            while (true) {
                try {
                    if (current == null) {
                        current = next();
                    }
                    work(current.getKey(), current.getValue());
                    current = null;
                } catch (InterruptedException stop) {
                    throw stop;
                } catch (Throwable e) {
                    // Without its thread no device would ever be told of anything.
                    LOG.error("changes wait to be told", e);
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores it, or holds it. */
    private void work(Place place, Changed changed) {
        if (isStored(place, changed.names)) {
            // Each once: it may be one of several who have to be through with a change.
            while (!changed.done.isEmpty()) {
                changed.done.removeFirst().run();
            }
        } else {
            hold(place, changed);
        }
    }

    private Map.Entry<Place, Changed> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long pause = held.isEmpty() ? Long.MAX_VALUE : held.firstEntry().getValue().pause();
                wasNew = !waiting.isEmpty() && !(wasNew && pause <= 0);
                if (wasNew) {
                    return Objects.requireNonNull(waiting.pollFirstEntry());
                }
                if (pause <= 0) {
                    var due = Objects.requireNonNull(held.pollFirstEntry());
                    return Map.entry(due.getKey(), due.getValue().changed);
                }
                var _ = some.awaitNanos(pause);
            }
        } finally {
            lock.unlock();
        }
    }

    /** With what has changed there meanwhile. */
    private void hold(Place place, Changed changed) {
        lock.lock();
        try {
            var more = waiting.remove(place);
            if (more != null) {
                changed.add(more);
            }
            held.put(place, new Held(System.nanoTime() + PAUSE.toNanos(), changed));
        } finally {
            lock.unlock();
        }
    }

    /** False if another try may help. */
    private boolean isStored(Place place, Set<String> names) {
        try {
            store(place, names);
            return true;
        } catch (NgsiLdException e) {
            if (e.problem() != Problem.SERVICE_UNAVAILABLE) {
                LOG.error("no device is told of a change of {}", place.entity, e);
                return true;
            }
            LOG.debug("a change of {} waits to be told: {}", place.entity, e.getMessage());
            return false;
        } catch (OutOfMemoryError shortage) {
            return false; // It is nobody's fault, and may pass.
        } catch (RuntimeException | Error e) {
            // A fault of ours must not hold up the changes behind it.
            LOG.error("no device is told of a change of {}", place.entity, e);
            return true;
        }
    }

    private void store(Place place, Set<String> names) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int devices =
                subscriptions.changed(
                        place.tenant, place.entity, names, now, now.plus(FIRST_RETRY), false);
        if (devices == 0) {
            // Who watched it is gone.
            watched.load(place.tenant, place.entity);
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
