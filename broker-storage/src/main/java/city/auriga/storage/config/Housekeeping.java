package city.auriga.storage.config;

import city.auriga.storage.discovery.ContentFolding;
import city.auriga.storage.entity.JdbcTenants;
import city.auriga.storage.index.IndexBuilding;
import city.auriga.storage.index.KnownIndexes;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.temporal.HistoryPartitions;
import city.auriga.storage.writer.ExpirySweep;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the storage does by the clock: keeps the sign of life of this process, makes partitions
 * ahead, sums up the numbers of discovery, removes what has expired, makes indexes, and finishes
 * removals of tenants.
 */
final class Housekeeping implements AutoCloseable {
    private static final Duration ALIVE_INTERVAL = Duration.ofSeconds(2);
    private static final Duration INDEX_INTERVAL = Duration.ofSeconds(1);
    private static final Duration REMOVAL_INTERVAL = Duration.ofSeconds(5);

    private final ScheduledExecutorService clock = thread("housekeeping");
    // waits for the writer, so it must not hold up the others
    private final ScheduledExecutorService expiry = thread("expiry");
    // an index of a large table takes minutes
    private final ScheduledExecutorService building = thread("indexes");
    // so does the removal of a large tenant
    private final ScheduledExecutorService removal = thread("tenants");
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
        this.partitions = partitions;
        this.sweep = sweep;
        this.now = now;
        partitions.maintain(LocalDate.now(ZoneOffset.UTC));
        var today = new Chore("looking after the partitions of the history", this::maintain);
        var _ = clock.scheduleWithFixedDelay(today, 1, 6, TimeUnit.HOURS);
        every(ALIVE_INTERVAL, clock, "the sign of life", replica::keepAlive);
        every(foldInterval, clock, "summing up the numbers of discovery", folding::fold);
        every(INDEX_INTERVAL, clock, "looking for indexes", indexes::refresh);
        every(INDEX_INTERVAL, building, "making indexes", indexBuilding::work);
        every(REMOVAL_INTERVAL, removal, "removing tenants", tenants::resumeRemovals);
        every(sweepInterval, expiry, "removing what has expired", this::sweep);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    private static void every(
            Duration time, ScheduledExecutorService thread, String name, Chore.Work work) {
        long millis = time.toMillis();
        var _ =
                thread.scheduleWithFixedDelay(
                        new Chore(name, work), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void sweep() throws InterruptedException {
        sweep.sweep(now.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private void maintain() {
        partitions.maintain(LocalDate.now(ZoneOffset.UTC));
    }

    @Override
    public void close() {
        removal.shutdownNow();
        building.shutdownNow();
        expiry.shutdownNow();
        clock.shutdownNow();
    }
}
