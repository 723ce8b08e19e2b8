package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reading from bytes to commit or dead letter. */
public final class ReadingWork {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingWork.class);

    private final DeviceReadings ofDevices;
    private final GroupReadings ofGroups;
    private final RefusedReadings refused;

    public ReadingWork(ReadingParts parts, RefusedReadings refused) {
        this(parts, refused, new RateLimits(parts.settings().deviceRate()));
    }

    private ReadingWork(ReadingParts parts, RefusedReadings refused, RateLimits limits) {
        var admission = new Admission(parts.senders(), limits, parts.settings());
        this.ofDevices = new DeviceReadings(admission, parts);
        this.ofGroups = new GroupReadings(admission, parts);
        this.refused = refused;
    }

    /** For readings that are tried again: as often as it is wanted, and kept already. */
    static ReadingWork again(ReadingParts parts) {
        return new ReadingWork(parts, RefusedReadings.ARE_KEPT, RateLimits.NONE);
    }

    /** Completes the reply, whatever happens. */
    void process(Reading reading, Attempt attempt, CompletableFuture<ReadingOutcome> reply) {
        var _ =
                begun(reading, attempt)
                        .exceptionallyCompose(error -> settled(reading, cause(error)))
                        .whenComplete((outcome, error) -> {
                            if (error == null) {
                                reply.complete(outcome);
                            } else {
                                reply.completeExceptionally(cause(error));
                            }
                        });
    }

    private CompletableFuture<ReadingOutcome> begun(Reading reading, Attempt attempt) {
        try {
            return start(reading, attempt);
        } catch (RuntimeException | StackOverflowError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What may succeed later is to be sent again; all else must not block those behind it. */
    private CompletableFuture<ReadingOutcome> settled(Reading reading, Throwable error) {
        if (Readings.isTransient(error)) {
            return CompletableFuture.failedFuture(error);
        }
        if (error instanceof NgsiLdException e) {
            return e.problem() == Problem.NONEXISTENT_TENANT
                    ? keep(reading, Tenant.DEFAULT, Admission.unidentified(e.getMessage()))
                    : keep(
                            reading,
                            owner(reading),
                            ReadingOutcome.refused(Reason.BROKER_REJECTED, e.getMessage()));
        }
        // A fault of ours.
        LOG.error("a reading from {} failed", reading.source(), error);
        return keep(
                reading,
                owner(reading),
                ReadingOutcome.refused(
                        Reason.BROKER_REJECTED,
                        "an error that we did not foresee; see the log of the broker"));
    }

    /** Who may see its letter: nobody else shall, and its owner can send it again. */
    private static Tenant owner(Reading reading) {
        return switch (reading.address()) {
            case OfDevice _ -> Tenant.DEFAULT;
            case OfGroup(var listening, _) -> listening.group().tenant();
        };
    }

    static Throwable cause(Throwable error) {
        var cause = error instanceof CompletionException ? error.getCause() : null;
        return cause == null ? error : cause;
    }

    private CompletableFuture<ReadingOutcome> start(Reading reading, Attempt attempt) {
        var worked =
                switch (reading.address()) {
                    case OfDevice device -> ofDevices.work(reading, device, attempt);
                    case OfGroup group -> ofGroups.work(reading, group, attempt);
                };
        return worked.thenCompose(w -> keep(reading, w.tenant(), w.outcome()));
    }

    private CompletableFuture<ReadingOutcome> keep(
            Reading reading, Tenant tenant, ReadingOutcome outcome) {
        // Of those who send too much there would be no end of letters.
        var kept =
                outcome.refusals().stream()
                        .filter(refusal -> refusal.reason() != Reason.RATE_LIMITED)
                        .toList();
        return kept.isEmpty()
                ? CompletableFuture.completedFuture(outcome)
                : refused.keep(reading, tenant, kept).thenApply(_ -> outcome);
    }
}
