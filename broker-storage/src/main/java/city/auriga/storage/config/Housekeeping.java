package city.auriga.storage.config;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.outbox.Replica;
import city.auriga.storage.temporal.HistoryPartitions;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the storage does by the clock: keeps the sign of life of this process, and makes partitions
 * ahead.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int ALIVE_SECONDS = 2;

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("housekeeping").daemon().factory());
    private final Replica replica;
    private final HistoryPartitions partitions;

    Housekeeping(Replica replica, HistoryPartitions partitions) {
        this.replica = replica;
        this.partitions = partitions;
        partitions.maintain(LocalDate.now(ZoneOffset.UTC));
        var _ =
                clock.scheduleWithFixedDelay(
                        this::keepAlive, ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
        var _ = clock.scheduleWithFixedDelay(this::maintain, 1, 6, TimeUnit.HOURS);
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
        clock.shutdownNow();
    }
}
