package city.auriga.iot.remote;

import city.auriga.core.device.DeadLetters;
import city.auriga.core.device.Spool;
import city.auriga.core.device.Spool.Size;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
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

    /** For the end of a request that cannot be broken off. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration MEASURE = Duration.ofSeconds(2);
    private static final Duration CLEAN = Duration.ofHours(1);

    private final Spool spool;
    private final BrokerClient broker;
    private final ForwardSettings settings;
    private final Settlement settlement;
    private final SpoolMetrics metrics;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(0);
    private final Map<Tenant, Passage> passages = new HashMap<>();
    private final Thread thread;
    private long measured = System.nanoTime() - MEASURE.toNanos();
    private long cleaned = System.nanoTime() - CLEAN.toNanos();
    private volatile boolean stopped;
    private volatile boolean mine;
    private volatile Size size = Size.NOTHING;
    private volatile Waiting waiting = Waiting.NOBODY;

    /** What the broker does not take now. */
    private record Waiting(int entities, @Nullable String trouble) {
        static final Waiting NOBODY = new Waiting(0, null);
    }

    /**
     * How it is.
     *
     * @param mine whether this process is the one that forwards
     * @param paused Entities with which the broker fails, and whose writes wait for themselves
     * @param trouble why the broker does not take something; null if it takes all, or another
     *     process forwards
     */
    public record State(
            boolean mine, Size size, long capacity, int paused, @Nullable String trouble) {}

    public SpoolForwarder(
            Spool spool,
            BrokerClient broker,
            DeadLetters letters,
            ForwardSettings settings,
            MeterRegistry registry,
            InstantSource clock) {
        this.spool = spool;
        this.broker = broker;
        this.settings = settings;
        this.clock = clock;
        this.metrics = new SpoolMetrics(registry);
        this.settlement =
                new Settlement(
                        spool,
                        new RefusedWrites(letters, settings.deadLetters()),
                        metrics,
                        settings.remember(),
                        clock);
        SpoolMetrics.gauge(registry, "rows", "writes that wait", this, f -> f.size.rows());
        SpoolMetrics.gauge(
                registry,
                "lag.seconds",
                "age of the oldest write that waits",
                this,
                SpoolForwarder::lag);
        SpoolMetrics.gauge(
                registry,
                "full",
                "tenants of whom nothing more is stored",
                this,
                f -> f.size.full().size());
        SpoolMetrics.gauge(
                registry,
                "paused",
                "Entities with which the broker fails",
                this,
                f -> f.waiting.entities());
        // A platform thread: it blocks in the database most of its time.
        this.thread = Thread.ofPlatform().name("spool-forwarder").daemon().start(this);
    }

    public State state() {
        var now = waiting;
        return new State(mine, size, spool.capacity(), now.entities, now.trouble);
    }

    /** Something was added; does not block. */
    public void added() {
        if (mine && news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Whether it has been told of something, and did not look yet. */
    boolean isAwake() {
        return news.availablePermits() > 0;
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
            spool.release();
        }
    }

    /** Whether something was done, so that there may be more. */
    private boolean forwarded() throws InterruptedException {
        try {
            measure();
            if (!isMine()) {
                return false;
            }
            clean();
            return forwardAll();
        } catch (NgsiLdException e) {
            boolean away = e.problem() == Problem.SERVICE_UNAVAILABLE;
            LOG.atLevel(away ? Level.DEBUG : Level.WARN)
                    .log("the spool cannot be forwarded now: {}", e.getMessage());
            return false;
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Throwable e) {
            // Without its thread nothing would ever be sent.
            LOG.error("the spool could not be forwarded", e);
            TimeUnit.NANOSECONDS.sleep(settings.pauses().last().toNanos() / 10);
            return false;
        }
    }

    private void measure() {
        if (System.nanoTime() - measured >= MEASURE.toNanos()) {
            size = spool.measure();
            measured = System.nanoTime();
        }
    }

    private void clean() {
        if (System.nanoTime() - cleaned >= CLEAN.toNanos()) {
            cleaned = System.nanoTime();
            spool.forget(clock.instant().minus(settings.remember()));
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
            settlement.forget();
            passages.clear();
        } else if (!mine) {
            waiting = Waiting.NOBODY;
        }
        return mine;
    }

    private boolean forwardAll() throws InterruptedException {
        boolean some = false;
        var tenants = spool.tenants();
        passages.keySet().retainAll(new HashSet<>(tenants));
        for (var tenant : tenants) {
            some |= forward(passages.computeIfAbsent(tenant, this::passage), tenant);
        }
        tell();
        return some;
    }

    private Passage passage(Tenant tenant) {
        var suspects = new Suspects(settings.entityPauses(), settings.giveUp(), System::nanoTime);
        var shipping = new Shipping(tenant, suspects, broker, settlement, metrics, clock);
        var shells =
                new ShellShipping(
                        tenant,
                        spool,
                        broker,
                        settings,
                        settlement,
                        metrics,
                        clock,
                        System::nanoTime);
        return new Passage(tenant, spool, settings, shipping, shells, suspects, System::nanoTime);
    }

    private boolean forward(Passage passage, Tenant tenant) throws InterruptedException {
        try {
            return passage.forward();
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            failed(passage, tenant, e);
        } catch (RuntimeException | Error e) {
            failed(passage, tenant, e);
        }
        return false;
    }

    /** What is wrong with one tenant must not hold up the others. */
    private void failed(Passage passage, Tenant tenant, Throwable fault) {
        LOG.error("what waits of tenant '{}' could not be forwarded", tenant.name(), fault);
        settlement.forget();
        passage.await("a fault of ours: " + fault, null);
    }

    private void tell() {
        var before = waiting.trouble;
        var trouble =
                passages.values().stream()
                        .map(Passage::trouble)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        if (before == null && trouble != null) {
            LOG.warn("the broker does not take all, and is tried again: {}", trouble);
        } else if (before != null && trouble == null) {
            LOG.info("the broker takes what the spool holds again");
        }
        waiting = new Waiting(passages.values().stream().mapToInt(Passage::paused).sum(), trouble);
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
