package city.auriga.iot.device;

import city.auriga.core.problem.NgsiLdException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What must be known without asking the database: names that are declared there, say. They are read
 * before anybody is served, and again after something has changed.
 */
public abstract class FollowedNames<T> implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedNames.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long SHORTEST_REST_NANOS = 50_000_000;
    private static final long RETRY_NANOS = 500_000_000;
    private static final long LONGEST_REST_NANOS = 5_000_000_000L;
    private static final long FIRST_REPAIR_NANOS = 1_000_000_000L;
    private static final long LAST_REPAIR_NANOS = 60_000_000_000L;
    private static final int MOST_DOUBLINGS = 6;
    private static final int REST = 5;

    private final String what;

    /** One reads at a time: what was read first must not come last. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean loading = new AtomicBoolean();
    private final AtomicBoolean repairing = new AtomicBoolean();
    private volatile @Nullable T known;
    private volatile long loadNanos;
    private volatile boolean stopped;

    /** How often in a row it was not sure; under the lock. */
    private int repairs;

    /**
     * @param what it is, in words
     */
    protected FollowedNames(String what) {
        this.what = what;
    }

    /** Reads all there is; blocks, but for the database only, and not for long: others wait. */
    protected abstract T read();

    /** Whether nothing is to be read again because it could not be had. */
    protected boolean isSure(T names) {
        return true;
    }

    /** Null as long as nothing is known. */
    protected final @Nullable T known() {
        return known;
    }

    /** Whether nothing is to be read again that this process has heard of. */
    protected final boolean isUpToDate() {
        return known != null && !asked.get() && !loading.get();
    }

    /**
     * Reads all now. What this process has stored itself is known when it returns.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public final void load() {
        lock.lock();
        long begin = System.nanoTime();
        try {
            T names = read();
            known = names;
            if (isSure(names)) {
                repairs = 0;
            } else {
                repairLater();
            }
        } finally {
            loadNanos = System.nanoTime() - begin;
            lock.unlock();
        }
    }

    /**
     * Whether something is so of what is known, and stays so whatever is being read: a reading that
     * began before may have missed what this process has stored since, and is waited for.
     */
    protected final boolean holds(Predicate<T> condition) {
        lock.lock();
        try {
            T names = known;
            return names != null && condition.test(names);
        } finally {
            lock.unlock();
        }
    }

    /** Changes a part of what is known, if anything is. */
    protected final void change(Consumer<T> change) {
        lock.lock();
        try {
            T names = known;
            if (names != null) {
                change.accept(names);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Reads all in the background. What comes meanwhile waits together. */
    protected final void loadSoon() {
        asked.set(true);
        if (!loading.getAndSet(true)) {
            Thread.ofVirtual().name("names").start(this::loadAgain);
        }
    }

    private void loadAgain() {
        do {
            while (!stopped && asked.get()) {
                // However often there is something new, this is not all that the database does.
                LockSupport.parkNanos(rest());
                asked.set(false);
                loadSafely();
            }
            loading.set(false);
            // Somebody may have asked before that was said.
        } while (!stopped && asked.get() && !loading.getAndSet(true));
    }

    private long rest() {
        return Math.clamp(REST * loadNanos, SHORTEST_REST_NANOS, LONGEST_REST_NANOS);
    }

    private void loadSafely() {
        try {
            load();
        } catch (NgsiLdException unavailable) {
            LOG.debug("{} will be read again when the database is back", what);
            asked.set(true);
            LockSupport.parkNanos(RETRY_NANOS);
        } catch (RuntimeException | Error e) {
            // Without it nothing new would ever be known.
            LOG.error("{} could not be read, and will be read again", what, e);
            asked.set(true);
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private void repairLater() {
        if (!repairing.getAndSet(true)) {
            long rest = Math.min(FIRST_REPAIR_NANOS << repairs, LAST_REPAIR_NANOS);
            repairs = Math.min(repairs + 1, MOST_DOUBLINGS);
            Thread.ofVirtual()
                    .name("names")
                    .start(() -> {
                        LockSupport.parkNanos(rest);
                        repairing.set(false);
                        if (!stopped) {
                            loadSoon();
                        }
                    });
        }
    }

    /** Before the servers for clients and devices start. */
    @Override
    public void start() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (known == null) {
            try {
                load();
            } catch (NgsiLdException unavailable) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(what + " cannot be read", unavailable);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** What is known is of use until the end. */
    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isRunning() {
        return known != null && !stopped;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
