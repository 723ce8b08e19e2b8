package city.auriga.core.entity;

import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.WhileMatching;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Ordering;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Purge Entities (5.6.21), chunk by chunk, so that a whole city can be purged. */
public final class PurgeEntities {
    private final EntityStore store;
    private final MutationWriter writer;

    public PurgeEntities(EntityStore store, MutationWriter writer) {
        this.store = store;
        this.writer = writer;
    }

    /**
     * Purges the entities that match when they are found and when their turn comes.
     *
     * @param await waits for a commit; throws NgsiLdException of what was refused
     * @return each Entity that could not be purged is an error
     */
    public BatchResult purge(
            Tenant tenant,
            Purge purge,
            Instant now,
            Consumer<CompletableFuture<MutationResult>> await) {
        var success = new ArrayList<String>();
        var errors = new ArrayList<BatchResult.Failure>();
        store.forEachChunk(
                tenant,
                purge.query(),
                Ordering.CREATION,
                now,
                chunk -> {
                    var replies = new ArrayList<CompletableFuture<MutationResult>>();
                    for (var entity : chunk) {
                        var mutation = new WhileMatching(purge.query(), purge.mutation(entity));
                        replies.add(writer.write(tenant, entity.id(), mutation, now));
                    }
                    for (int i = 0; i < replies.size(); i++) {
                        var id = chunk.get(i).id().value();
                        try {
                            await.accept(replies.get(i));
                            success.add(id);
                        } catch (NgsiLdException refused) {
                            errors.add(new BatchResult.Failure(id, refused));
                        }
                    }
                });
        return new BatchResult(success, List.of(), errors);
    }
}
