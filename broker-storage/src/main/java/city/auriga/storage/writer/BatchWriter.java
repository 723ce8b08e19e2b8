package city.auriga.storage.writer;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.subscription.ChangeMatcher;
import city.auriga.core.subscription.NotificationSink;
import city.auriga.storage.entity.EntityCache;
import city.auriga.storage.entity.EntityKey;
import city.auriga.storage.entity.TypeSets;
import city.auriga.storage.lane.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * The one place that commits changes to entities. Requests wait in lanes; a lane takes all that is
 * waiting in one transaction. Safe for all threads, and for several processes on one database: row
 * locks, taken in id order, keep each Entity's updates in order.
 */
public final class BatchWriter implements MutationWriter, AutoCloseable {
    /** Batches that a lane works on at once, if whole ones wait. */
    private static final int AT_ONCE = 2;

    private final List<Lane<Request>> lanes = new ArrayList<>();

    /**
     * @param connections a pool with at least as many connections as {@link #connections} says,
     *     without auto-commit
     * @param owner number of this process, for its rows of the outbox
     */
    public BatchWriter(
            WriterSettings settings,
            DataSource connections,
            TypeSets typeSets,
            EntityCache cache,
            ChangeMatcher matcher,
            NotificationSink sink,
            MeterRegistry registry,
            long owner) {
        var metrics = new WriterMetrics(registry);
        var transaction = new WriteTransaction(typeSets, cache, matcher, owner);
        var work = new WriteWork(connections, transaction, sink, metrics);
        for (int i = 0; i < settings.lanes(); i++) {
            lanes.add(new Lane<>("writer-" + i, settings.queue(), settings.batch(), AT_ONCE, work));
        }
        WriterMetrics.watch(registry, lanes);
    }

    /** How many connections so many lanes use at most. */
    public static int connections(int lanes) {
        return AT_ONCE * lanes;
    }

    @Override
    public CompletableFuture<MutationResult> write(
            Tenant tenant, EntityId id, Mutation mutation, Instant now) {
        var key = new EntityKey(tenant, id);
        var reply = new CompletableFuture<MutationResult>();
        lanes.get(key.lane(lanes.size())).submit(new Request(key, mutation, now, reply));
        return reply;
    }

    /** Stops the lanes; what waits is refused, what is being written is finished. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
