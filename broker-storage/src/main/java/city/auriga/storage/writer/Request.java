package city.auriga.storage.writer;

import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationResult;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A mutation that waits in a lane, and the caller that waits for it. */
record Request(Key key, Mutation mutation, Instant now, CompletableFuture<MutationResult> reply) {}
