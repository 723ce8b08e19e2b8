package city.auriga.storage.writer;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Expire;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.sql.Database;
import city.auriga.storage.sql.SqlResource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what has expired (4.22), through the same door as every change. Any number of processes
 * may sweep at once: who comes second finds nothing to do.
 */
public final class ExpirySweep {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweep.class);
    private static final String DUE = SqlResource.read(ExpirySweep.class, "due.sql");
    private static final Due BEFORE_ALL = new Due(OffsetDateTime.MIN, "", "");

    private final Database database;
    private final MutationWriter writer;
    private final int chunk;

    private record Due(OffsetDateTime expiry, String tenant, String id) {}

    /**
     * @param database for statements that are planned anew each time: how much is due, only the
     *     time tells
     * @param chunk how many entities are asked for, and in the writer, at the same time
     */
    public ExpirySweep(Database database, MutationWriter writer, int chunk) {
        this.database = database;
        this.writer = writer;
        this.chunk = chunk;
    }

    /**
     * Removes all that has expired. An Entity that cannot be written holds up no other.
     *
     * @return how many entities had something to remove
     */
    public int sweep(Instant now) throws InterruptedException {
        var last = BEFORE_ALL;
        int swept = 0;
        while (true) {
            var due = due(now, last);
            swept += expire(due, now);
            if (due.size() < chunk) {
                return swept;
            }
            last = due.getLast();
        }
    }

    private List<Due> due(Instant now, Due last) {
        return database.run(jdbc ->
                jdbc.sql(DUE)
                        .param("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .param("expiry", last.expiry)
                        .param("tenant", last.tenant)
                        .param("id", last.id)
                        .param("most", chunk)
                        .query((row, n) ->
                                new Due(
                                        row.getObject(1, OffsetDateTime.class),
                                        row.getString(2),
                                        row.getString(3)))
                        .list());
    }

    private int expire(List<Due> due, Instant now) throws InterruptedException {
        var replies = due.stream().map(d -> expire(d, now)).toList();
        var failures = new ArrayList<Throwable>();
        for (var reply : replies) {
            try {
                reply.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        if (!failures.isEmpty()) {
            LOG.warn(
                    "{} of {} entities with something expired could not be written: {}",
                    failures.size(),
                    due.size(),
                    failures.getFirst().getMessage());
        }
        return due.size() - failures.size();
    }

    private CompletableFuture<MutationResult> expire(Due due, Instant now) {
        try {
            return writer.write(new Tenant(due.tenant), new EntityId(due.id), new Expire(), now);
        } catch (NgsiLdException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }
}
