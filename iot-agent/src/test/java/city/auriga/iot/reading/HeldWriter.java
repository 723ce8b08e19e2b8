package city.auriga.iot.reading;

import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Entities in memory; a test decides when a change is committed, and when storage is away. */
public final class HeldWriter implements MutationWriter {
    private final Map<String, Entity> entities = new HashMap<>();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<Entity> history = new ArrayList<>();
    private boolean holding;
    private boolean away;
    private @Nullable String awayFor;
    private int refused;
    private int come;
    private int refusedAlone;
    private int lost;
    private @Nullable Tenant removed;

    private record Waiting(
            Tenant tenant,
            EntityId id,
            Mutation mutation,
            Instant now,
            boolean lost,
            CompletableFuture<MutationResult> reply) {}

    @Override
    public synchronized CompletableFuture<MutationResult> write(
            Tenant tenant, EntityId id, Mutation mutation, Instant now) {
        come++;
        var request =
                new Waiting(tenant, id, mutation, now, come == lost, new CompletableFuture<>());
        if (away || come == refusedAlone || id.value().equals(awayFor)) {
            refused++;
            request.reply.completeExceptionally(
                    new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away"));
        } else if (tenant.equals(removed)) {
            request.reply.completeExceptionally(
                    new NgsiLdException(Problem.NONEXISTENT_TENANT, "removed"));
        } else if (holding) {
            waiting.add(request);
        } else {
            commit(request);
        }
        return request.reply;
    }

    public synchronized void hold() {
        holding = true;
    }

    /** Commits what waits, and all that comes. */
    public synchronized void release() {
        holding = false;
        while (!waiting.isEmpty()) {
            commit(waiting.remove());
        }
    }

    public synchronized void away(boolean value) {
        away = value;
    }

    /** As if nothing of this Entity could be written; null for none. */
    public synchronized void awayFor(@Nullable String id) {
        awayFor = id;
    }

    /** As if storage were away for this one of those that come from now on; 1 is the next. */
    public synchronized void refuse(int number) {
        refusedAlone = come + number;
    }

    /** As if storage went away while this one waits; 1 is the next that comes. */
    public synchronized void lose(int number) {
        lost = come + number;
    }

    /** From now on there is no such tenant. */
    public synchronized void remove(Tenant tenant) {
        removed = tenant;
    }

    /** How often somebody came while storage was away. */
    public synchronized int refused() {
        return refused;
    }

    public synchronized int waiting() {
        return waiting.size();
    }

    public synchronized Optional<Entity> find(Tenant tenant, String id) {
        return Optional.ofNullable(entities.get(tenant.name() + " " + id));
    }

    /** Every state of every entity, in the order of the commits. */
    public synchronized List<Entity> history() {
        return List.copyOf(history);
    }

    public synchronized void clear() {
        entities.clear();
        history.clear();
    }

    private void commit(Waiting request) {
        if (request.lost) {
            refused++;
            request.reply.completeExceptionally(
                    new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "away"));
            return;
        }
        var key = request.tenant.name() + " " + request.id;
        try {
            var outcome = request.mutation.apply(entities.get(key), request.now);
            if (outcome.entity() != null) {
                entities.put(key, outcome.entity());
                history.add(outcome.entity());
            }
            request.reply.complete(outcome.result());
        } catch (NgsiLdException e) {
            request.reply.completeExceptionally(e);
        }
    }
}
