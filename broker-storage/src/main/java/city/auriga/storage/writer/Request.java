package city.auriga.storage.writer;

import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.storage.entity.EntityKey;
import city.auriga.storage.lane.Lane;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A mutation that waits in a lane, and the caller that waits for it. */
record Request(
        EntityKey key, Mutation mutation, Instant now, CompletableFuture<MutationResult> reply)
        implements Lane.Request {
    @Override
    public int order() {
        return key.order();
    }

    @Override
    public void fail(NgsiLdException error) {
        reply.completeExceptionally(error);
    }
}
