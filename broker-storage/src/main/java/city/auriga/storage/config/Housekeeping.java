package city.auriga.storage.config;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.discovery.ContentFolding;
import city.auriga.storage.entity.JdbcTenants;
import city.auriga.storage.index.IndexBuilding;
import city.auriga.storage.index.KnownIndexes;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.temporal.HistoryPartitions;
import city.auriga.storage.writer.ExpirySweep;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * What the storage does by the clock: keeps the sign of life of this process, makes partitions
 * ahead, sums up the numbers of discovery, removes what has expired, makes indexes, and finishes
 * removals of tenants.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int ALIVE_SECONDS = 2;
    private static final Duration INDEX_INTERVAL = Duration.ofSeconds(1);
    private static final Duration REMOVAL_INTERVAL = Duration.ofSeconds(5);

    private final ScheduledExecutorService clock = thread("housekeeping");
    // waits for the writer, so it must not hold up the others
    private final ScheduledExecutorService expiry = thread("expiry");
    // an index of a large table takes minutes
    private final ScheduledExecutorService building = thread("indexes");
    // so does the removal of a large tenant
    private final ScheduledExecutorService removal = thread("tenants");
    private final Replica replica;
    private final HistoryPartitions partitions;
    private final ExpirySweep sweep;
    private final InstantSource now;

    Housekeeping(
            Replica replica,
            HistoryPartitions partitions,
            ContentFolding folding,
            Duration foldInterval,
            ExpirySweep sweep,
            Duration sweepInterval,
            KnownIndexes indexes,
            IndexBuilding indexBuilding,
            JdbcTenants tenants,
            InstantSource now) {
        this.replica = replica;
        this.partitions = partitions;
        this.sweep = sweep;
        this.now = now;
        partitions.maintain(LocalDate.now(ZoneOffset.UTC));
        var _ =
                clock.scheduleWithFixedDelay(
                        this::keepAlive, ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
        var _ = clock.scheduleWithFixedDelay(this::maintain, 1, 6, TimeUnit.HOURS);
        every(foldInterval, clock, "summing up the numbers of discovery", folding::fold);
        every(INDEX_INTERVAL, clock, "looking for indexes", indexes::refresh);
        every(INDEX_INTERVAL, building, "making indexes", () -> build(indexBuilding));
        every(REMOVAL_INTERVAL, removal, "removing tenants", tenants::resumeRemovals);
        every(sweepInterval, expiry, "removing what has expired", this::sweep);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    private static void every(
            Duration time, ScheduledExecutorService thread, String name, Runnable work) {
        long millis = time.toMillis();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> attempt(name, work), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** What fails once is done the next time: an exception would be the end of the schedule. */
    private static void attempt(String name, Runnable work) {
        try {
            work.run();
        } catch (NgsiLdException | DataAccessException e) {
            LOG.warn("{} failed: {}", name, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} failed", name, e);
        }
    }

    private void sweep() {
        try {
            sweep.sweep(now.instant().truncatedTo(ChronoUnit.MICROS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void build(IndexBuilding indexes) {
        try {
            indexes.work();
        } catch (SQLException e) {
            LOG.warn("indexes are made later: {}", e.getMessage());
        }
    }

    private void keepAlive() {
        try {
            replica.keepAlive();
        } catch (SQLException e) {
            LOG.warn("the database cannot be reached: {}", e.getMessage());
        }
    }

    private void maintain() {
        try {
            partitions.maintain(LocalDate.now(ZoneOffset.UTC));
        } catch (NgsiLdException e) {
            LOG.warn("partitions of the history were not looked after: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        removal.shutdownNow();
        building.shutdownNow();
        expiry.shutdownNow();
        clock.shutdownNow();
    }
}
