package city.auriga.storage.entity;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.entity.EntityCache.Version;
import city.auriga.storage.lane.Lane;
import city.auriga.storage.sql.SqlFault;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Look-ups by id. Those that wait at the same time are answered by one statement, as the batch
 * writer does with changes: on a busy broker a look-up costs a share of a round trip.
 */
public final class EntityReads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EntityReads.class);

    private final DataSource connections;
    private final EntityRows rows;
    private final List<Lane<Wanted>> lanes = new ArrayList<>();

    private record Wanted(EntityKey key, CompletableFuture<Optional<Version>> reply)
            implements Lane.Request {
        @Override
        public void fail(NgsiLdException error) {
            reply.completeExceptionally(error);
        }
    }

    /**
     * @param lanes how many statements may run at once
     * @param queue how many look-ups may wait in a lane; more are refused
     * @param batch how many one statement answers at most
     * @param connections a pool with at least as many connections as there are lanes
     */
    public EntityReads(int lanes, int queue, int batch, DataSource connections, EntityRows rows) {
        this.connections = connections;
        this.rows = rows;
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane<>("reader-" + i, queue, batch, this::answer));
        }
    }

    /** The row of an Entity as it is now, be it expired. */
    CompletableFuture<Optional<Version>> find(EntityKey key) {
        var reply = new CompletableFuture<Optional<Version>>();
        lanes.get(key.lane(lanes.size())).submit(new Wanted(key, reply));
        return reply;
    }

    /**
     * Waits for a look-up.
     *
     * @throws NgsiLdException ServiceUnavailable if the database cannot be reached now
     */
    static Optional<Version> await(CompletableFuture<Optional<Version>> reply) {
        try {
            return reply.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NgsiLdException error ? error : e;
        }
    }

    private void answer(List<Wanted> batch) {
        try {
            answerTogether(batch);
        } catch (NgsiLdException unavailable) {
            throw unavailable;
        } catch (RuntimeException unreadable) {
            if (batch.size() == 1) {
                throw unreadable;
            }
            // A row that nobody can read, as a slip by hand may leave one, fails only who wants it.
            batch.forEach(this::answerAlone);
        }
    }

    private void answerAlone(Wanted wanted) {
        try {
            answerTogether(List.of(wanted));
        } catch (NgsiLdException unavailable) {
            wanted.fail(unavailable);
        } catch (RuntimeException unreadable) {
            LOG.error("cannot read the row of {}", wanted.key, unreadable);
            wanted.fail(refused());
        }
    }

    private static NgsiLdException refused() {
        return new NgsiLdException(
                Problem.INTERNAL_ERROR,
                "the database refused the look-up; see the log of the broker");
    }

    private void answerTogether(List<Wanted> batch) {
        var keys = new LinkedHashSet<EntityKey>();
        batch.forEach(wanted -> keys.add(wanted.key));
        try (var connection = connections.getConnection()) {
            var found = rows.find(connection, keys);
            for (var wanted : batch) {
                wanted.reply.complete(Optional.ofNullable(found.get(wanted.key)));
            }
        } catch (SQLException e) {
            var error =
                    SqlFault.isUnavailable(e)
                            ? Lane.unavailable("the database cannot be reached")
                            : refused();
            LOG.warn("look-ups failed: {}", e.getMessage());
            batch.forEach(wanted -> wanted.fail(error));
        }
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
