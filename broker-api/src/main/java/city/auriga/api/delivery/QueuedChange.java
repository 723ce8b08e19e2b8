package city.auriga.api.delivery;

import city.auriga.core.mutation.EntityChange;
import java.time.Instant;

/**
 * A change that a subscription is to be told of.
 *
 * @param since when it began to wait
 * @param replayed whether an operator sends it again
 * @param done called when the receiver has it, nobody wants it any more, or it was given up
 */
record QueuedChange(
        long outboxId, EntityChange change, Instant since, boolean replayed, Runnable done) {}
