package city.auriga.iot.remote;

import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Size;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes what waits in the spool to the broker: all that waits, up to a batch, without a timer. Of
 * all processes that share the spool one does so. Tenants do not wait for each other, but for the
 * broker.
 */
public final class SpoolForwarder implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolForwarder.class);

    /** Several writes of an Entity are sent as one. */
    private static final int ROWS_PER_ENTITY = 4;

    /** Some brokers take no more than a megabyte at once. */
    private static final int LARGEST_BATCH = 900_000;

    /** For the end of a request that cannot be broken off. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration MEASURE = Duration.ofSeconds(2);

    private final Spool spool;
    private final ForwardSettings settings;
    private final Shipping shipping;
    private final SpoolMetrics metrics;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(0);
    private final Map<Tenant, Waiting> waiting = new HashMap<>();
    private final Thread thread;
    private long measured = System.nanoTime() - MEASURE.toNanos();
    private volatile boolean stopped;
    private volatile boolean mine;
    private volatile Size size = new Size(0, null);
    private volatile @Nullable String trouble;

    /** A tenant of whom the broker takes nothing now. */
    private record Waiting(long until, int failures) {}

    /**
     * How it is.
     *
     * @param mine whether this process is the one that forwards
     * @param trouble why the broker takes nothing; null if it does, or another process forwards
     */
    public record State(boolean mine, Size size, long capacity, @Nullable String trouble) {}

    public SpoolForwarder(
            Spool spool,
            BrokerClient broker,
            DeadLetters letters,
            ForwardSettings settings,
            MeterRegistry registry,
            InstantSource clock) {
        this.spool = spool;
        this.settings = settings;
        this.clock = clock;
        this.metrics = new SpoolMetrics(registry);
        this.shipping =
                new Shipping(
                        spool,
                        broker,
                        new RefusedWrites(letters, settings.deadLetters()),
                        metrics,
                        clock);
        SpoolMetrics.gauge(registry, "rows", "writes that wait", this, f -> f.size.rows());
        SpoolMetrics.gauge(
                registry,
                "lag.seconds",
                "age of the oldest write that waits",
                this,
                SpoolForwarder::lag);
        // A platform thread: it blocks in the database most of its time.
        this.thread = Thread.ofPlatform().name("spool-forwarder").daemon().start(this);
    }

    public State state() {
        return new State(mine, size, spool.capacity(), trouble);
    }

    /** Something was added; does not block. */
    public void added() {
        if (mine && news.availablePermits() == 0) {
            news.release();
        }
    }

    private double lag() {
        var oldest = size.oldest();
        return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1000.0;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                if (!forwarded()) {
                    var _ = news.tryAcquire(settings.look().toMillis(), TimeUnit.MILLISECONDS);
                    news.drainPermits();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            mine = false;
        }
    }

    /** Whether something was done, so that there may be more. */
    private boolean forwarded() throws InterruptedException {
        try {
            measure();
            return isMine() && forwardAll();
        } catch (NgsiLdException e) {
            boolean away = e.problem() == Problem.SERVICE_UNAVAILABLE;
            LOG.atLevel(away ? Level.DEBUG : Level.WARN)
                    .log("the spool cannot be forwarded now: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            // Without its thread nothing would ever be sent.
            LOG.error("the spool could not be forwarded", e);
            TimeUnit.NANOSECONDS.sleep(settings.lastPause().toNanos() / 10);
            return false;
        }
    }

    private void measure() {
        if (System.nanoTime() - measured >= MEASURE.toNanos()) {
            size = spool.measure();
            measured = System.nanoTime();
        }
    }

    private boolean isMine() {
        boolean before = mine;
        try {
            mine = spool.isMine();
        } catch (NgsiLdException e) {
            mine = false;
            throw e;
        }
        if (mine && !before) {
            LOG.info("this process forwards the spool");
            shipping.forget();
            waiting.clear();
        } else if (!mine) {
            trouble = null;
        }
        return mine;
    }

    private boolean forwardAll() throws InterruptedException {
        boolean some = false;
        var tenants = spool.tenants();
        waiting.keySet().retainAll(new HashSet<>(tenants));
        for (var tenant : tenants) {
            var pause = waiting.get(tenant);
            if (pause == null || System.nanoTime() - pause.until >= 0) {
                some |= forward(tenant);
            }
        }
        if (waiting.isEmpty() && trouble != null) {
            LOG.info("the broker takes what the spool holds again");
            trouble = null;
        }
        return some;
    }

    private boolean forward(Tenant tenant) throws InterruptedException {
        try {
            var some = spool.next(tenant, settings.batch() * ROWS_PER_ENTITY);
            var rows = batch(some, settings.batch(), settings.everyValue());
            if (rows.isEmpty()) {
                return false;
            }
            shipping.ship(tenant, rows);
            waiting.remove(tenant);
            return true;
        } catch (BrokerAwayException e) {
            metrics.failures.increment();
            await(tenant, e);
            return false;
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            failed(tenant, e);
            return false;
        } catch (RuntimeException e) {
            failed(tenant, e);
            return false;
        }
    }

    /** What is wrong with one tenant must not hold up the others. */
    private void failed(Tenant tenant, RuntimeException fault) {
        LOG.error("what waits of tenant '{}' could not be forwarded", tenant.name(), fault);
        shipping.forget();
        await(tenant, new BrokerAwayException("a fault of ours: " + fault.getMessage(), null));
    }

    /** As many as fit into one request, in their order; of one Entity one, if each counts. */
    static List<Row> batch(List<Row> rows, int most, boolean everyValue) {
        var entities = new HashSet<String>();
        var batch = new ArrayList<Row>();
        int characters = 0;
        for (var row : rows) {
            var write = row.write();
            if (!entities.add(write.entity()) && everyValue) {
                continue;
            }
            characters += write.document().length();
            boolean tooMuch = entities.size() > most || characters > LARGEST_BATCH;
            if (tooMuch && !batch.isEmpty()) {
                break;
            }
            batch.add(row);
        }
        return batch;
    }

    private void await(Tenant tenant, BrokerAwayException away) {
        var before = waiting.get(tenant);
        int failures = before == null ? 1 : before.failures + 1;
        var asked = away.pause();
        long pause = asked == null ? pauseAfter(failures) : asked.toNanos();
        waiting.put(tenant, new Waiting(System.nanoTime() + pause, failures));
        if (trouble == null) {
            LOG.warn("the broker takes nothing, and is tried again: {}", away.getMessage());
        }
        trouble = away.getMessage();
    }

    private long pauseAfter(int failures) {
        long longest = settings.lastPause().toNanos();
        long pause = settings.firstPause().toNanos() << Math.min(failures - 1, 20);
        long bounded = pause <= 0 || pause > longest ? longest : pause;
        return bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1);
    }

    /** What is being sent is broken off, and sent again by whoever goes on. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            var _ = thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
