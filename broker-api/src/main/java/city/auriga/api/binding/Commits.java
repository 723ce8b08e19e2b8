package city.auriga.api.binding;

import city.auriga.api.config.LimitSettings;
import city.auriga.core.entity.MutationWriter;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Waits for a commit on behalf of a request, which is answered only after it. */
@Component
public class Commits {
    private final MutationWriter writer;
    private final LimitSettings limits;

    Commits(MutationWriter writer, LimitSettings limits) {
        this.writer = writer;
        this.limits = limits;
    }

    /** Applies a mutation and waits until it is committed or refused. */
    public MutationResult write(Tenant tenant, EntityId id, Mutation mutation, Instant now) {
        return await(writer.write(tenant, id, mutation, now));
    }

    /**
     * @throws NgsiLdException of the mutation; ServiceUnavailable if the time for a request is
     *     over, the outcome then unknown
     */
    public <T> T await(CompletableFuture<T> reply) {
        try {
            return reply.get(limits.requestTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NgsiLdException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new NgsiLdException(
                    Problem.SERVICE_UNAVAILABLE,
                    "the change was not stored in time; it may still be, so try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NgsiLdException(Problem.SERVICE_UNAVAILABLE, "the broker is stopping");
        }
    }
}
