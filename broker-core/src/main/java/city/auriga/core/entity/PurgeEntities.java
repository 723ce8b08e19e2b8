package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.mutation.WhileMatching;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
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
        var run = new Run(tenant, purge, now, await);
        store.forEachChunk(tenant, purge.query(), Ordering.CREATION, now, run::take);
        return run.result();
    }

    /** Purges those of an EntityMap that still match (6.4.3.3); others stay, even if they match. */
    public BatchResult purge(
            Tenant tenant,
            Purge purge,
            EntityMap map,
            Instant now,
            Consumer<CompletableFuture<MutationResult>> await) {
        var run = new Run(tenant, purge, now, await);
        for (int from = 0; from < map.ids().size(); from += CHUNK) {
            var ids = map.ids().subList(from, Math.min(from + CHUNK, map.ids().size()));
            var found = store.find(tenant, ids.stream().map(EntityId::new).toList(), now).values();
            run.take(
                    found.stream()
                            .filter(e -> Evaluator.matches(purge.query(), e, LinkedEntities.NONE))
                            .toList());
        }
        return run.result();
    }

    /** What one purge has come to so far. */
    private final class Run {
        private final Tenant tenant;
        private final Purge purge;
        private final Instant now;
        private final Consumer<CompletableFuture<MutationResult>> await;
        private final List<String> success = new ArrayList<>();
        private final List<BatchResult.Failure> errors = new ArrayList<>();

        Run(
                Tenant tenant,
                Purge purge,
                Instant now,
                Consumer<CompletableFuture<MutationResult>> await) {
            this.tenant = tenant;
            this.purge = purge;
            this.now = now;
            this.await = await;
        }

        void take(List<Entity> chunk) {
            var replies = new ArrayList<CompletableFuture<MutationResult>>();
            for (var entity : chunk) {
                var mutation = new WhileMatching(purge.query(), purge.mutation(entity));
                replies.add(writer.write(tenant, entity.id(), mutation, now));
            }
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

        /** Of very many entities only some are named. */
        private static <T> void name(List<T> named, T item) {
            if (named.size() < MOST_NAMED) {
                named.add(item);
            }
        }

        BatchResult result() {
            return new BatchResult(success, List.of(), errors);
        }
    }
}
