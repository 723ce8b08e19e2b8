package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.WhileMatching;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.Ordering;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Purge Entities (5.6.21), chunk by chunk, so that a whole city can be purged. */
public final class PurgeEntities {
    private static final int CHUNK = 500;
    private static final int MOST_NAMED = 10_000;

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
        var outcome = new Outcome();
        store.forEachChunk(
                tenant,
                purge.query(),
                Ordering.CREATION,
                now,
                chunk -> outcome.add(chunk, submit(tenant, purge, chunk, now), await));
        return new BatchResult(outcome.success, List.of(), outcome.errors);
    }

    /**
     * Purges those of some entities that match, as {@link #purge} does.
     *
     * @param ids the only ones that may be touched
     */
    public BatchResult purge(
            Tenant tenant,
            Purge purge,
            List<String> ids,
            Instant now,
            Consumer<CompletableFuture<MutationResult>> await) {
        var outcome = new Outcome();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            var keys =
                    ids.subList(from, Math.min(from + CHUNK, ids.size())).stream()
                            .map(EntityId::new)
                            .toList();
            var chunk = List.copyOf(store.find(tenant, keys, now).values());
            outcome.add(chunk, submit(tenant, purge, chunk, now), await);
        }
        return new BatchResult(outcome.success, List.of(), outcome.errors);
    }

    private List<CompletableFuture<MutationResult>> submit(
            Tenant tenant, Purge purge, List<Entity> chunk, Instant now) {
        return chunk.stream()
                .map(entity ->
                        writer.write(
                                tenant,
                                entity.id(),
                                new WhileMatching(purge.query(), purge.mutation(entity)),
                                now))
                .toList();
    }

    /** What became of the chunks; of very many entities only some are named. */
    private static final class Outcome {
        private final List<String> success = new ArrayList<>();
        private final List<BatchResult.Failure> errors = new ArrayList<>();

        void add(
                List<Entity> chunk,
                List<CompletableFuture<MutationResult>> replies,
                Consumer<CompletableFuture<MutationResult>> await) {
            int unavailable = 0;
            for (int i = 0; i < replies.size(); i++) {
                var id = chunk.get(i).id().value();
                try {
                    await.accept(replies.get(i));
                    name(success, id);
                } catch (NgsiLdException refused) {
                    name(errors, new BatchResult.Failure(id, refused));
                    unavailable += refused.problem() == Problem.SERVICE_UNAVAILABLE ? 1 : 0;
                    if (unavailable == replies.size()) {
                        throw refused;
                    }
                }
            }
        }

        private static <T> void name(List<T> named, T item) {
            if (named.size() < MOST_NAMED) {
                named.add(item);
            }
        }
    }
}
