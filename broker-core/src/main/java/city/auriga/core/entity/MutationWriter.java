package city.auriga.core.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Port: the one door through which entities change. */
public interface MutationWriter {
    /**
     * Applies a mutation to the stored Entity. Mutations of one Entity take effect in the order in
     * which they were submitted.
     *
     * @param now the time of the request, whole microseconds
     * @return completes after the commit: with the result, or exceptionally with {@link
     *     city.auriga.core.problem.NgsiLdException} if the rules refuse the mutation, if the tenant
     *     does not exist (problem {@code NONEXISTENT_TENANT}), or if the storage cannot be reached
     *     ({@code SERVICE_UNAVAILABLE}). Completion runs on a writer thread: do not block it.
     */
    CompletableFuture<MutationResult> write(
            Tenant tenant, EntityId id, Mutation mutation, Instant now);
}
