package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading from bytes to commit or dead letter. Looking up the sender blocks, writing does not.
 */
public final class ReadingWork {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingWork.class);

    private final Senders senders;
    private final EntityWrites writes;
    private final RefusedReadings refused;
    private final ActivityLog activity;
    private final int maxPayload;

    public ReadingWork(
            Senders senders,
            EntityWrites writes,
            RefusedReadings refused,
            ActivityLog activity,
            ReadingSettings settings) {
        this.senders = senders;
        this.writes = writes;
        this.refused = refused;
        this.activity = activity;
        this.maxPayload = settings.maxPayload();
    }

    /** Completes the reply, whatever happens. */
    void process(Reading reading, CompletableFuture<ReadingOutcome> reply) {
        CompletableFuture<ReadingOutcome> work;
        try {
            work = start(reading);
        } catch (NgsiLdException e) {
            work =
                    e.problem() == Problem.NONEXISTENT_TENANT
                            ? keep(reading, Tenant.DEFAULT, unidentified(e.getMessage()))
                            : CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            // A fault of ours; the reading must not come back for ever and block those behind it.
            LOG.error("a reading from {} failed", reading.source(), e);
            work =
                    keep(
                            reading,
                            Tenant.DEFAULT,
                            refused(
                                    Reason.BROKER_REJECTED,
                                    "an error that we did not foresee; see the log of the broker"));
        }
        var _ =
                work.whenComplete((outcome, error) -> {
                    if (error == null) {
                        reply.complete(outcome);
                    } else {
                        reply.completeExceptionally(cause(error));
                    }
                });
    }

    private static Throwable cause(Throwable error) {
        var cause = error instanceof CompletionException ? error.getCause() : null;
        return cause == null ? error : cause;
    }

    private CompletableFuture<ReadingOutcome> start(Reading reading) {
        return switch (find(reading)) {
            case Answer.NoGroup() ->
                    keep(
                            reading,
                            Tenant.DEFAULT,
                            unidentified("no group or device has this apikey"));
            case Answer.NoDevice() ->
                    keep(
                            reading,
                            Tenant.DEFAULT,
                            unidentified(
                                    "no device '"
                                            + reading.device()
                                            + "', and its group does not provision devices by"
                                            + " itself"));
            case Answer.Found(Sender sender) -> write(reading, sender);
        };
    }

    private Answer find(Reading reading) {
        try {
            return senders.find(reading.resource(), reading.apikey(), reading.device());
        } catch (NgsiLdException e) {
            if (Readings.isTransient(e) || e.problem() == Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            // The group's @context cannot be had; waiting for it would block the stream.
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private CompletableFuture<ReadingOutcome> write(Reading reading, Sender sender) {
        var profile = sender.profile();
        if (reading.payload().length > maxPayload) {
            var detail = reading.payload().length + " bytes, allowed are " + maxPayload;
            return settle(reading, sender, 0, refused(Reason.TOO_LARGE, detail));
        }
        List<Measure> measures;
        try {
            measures = measures(reading, sender);
        } catch (PayloadException e) {
            return settle(reading, sender, 0, refused(Reason.PARSE, e.getMessage()));
        }
        var arrival = new Arrival(reading.received(), reading.source(), Map.of());
        var written = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (var measure : measures) {
            written.add(writes.write(profile, measure, arrival));
        }
        return all(written)
                .thenCompose(outcome -> settle(reading, sender, measures.size(), outcome));
    }

    private CompletableFuture<ReadingOutcome> settle(
            Reading reading, Sender sender, int measures, ReadingOutcome outcome) {
        return keep(reading, sender.profile().tenant(), outcome)
                .thenApply(settled -> {
                    activity.heard(reading, sender, measures, settled);
                    return settled;
                });
    }

    /** In the order of their times: of several the newest is to stay. */
    static List<Measure> measures(Reading reading, Sender sender) {
        Protocol told = reading.protocol();
        var measures =
                Payloads.decode(
                        told == null ? sender.protocol() : told,
                        reading.attribute(),
                        reading.payload());
        var time = reading.time();
        if (time != null) {
            return measures.stream().map(measure -> measure.at(time)).toList();
        }
        return measures.size() == 1
                ? measures
                : measures.stream()
                        .sorted(
                                Comparator.comparing(
                                        measure -> time(measure, reading, sender.profile())))
                        .toList();
    }

    private static Instant time(Measure measure, Reading reading, DeviceProfile profile) {
        var time = measure.time();
        return time == null
                ? reading.received()
                : Timestamps.parse(time, profile.zone()).orElse(reading.received());
    }

    private static CompletableFuture<ReadingOutcome> all(
            List<CompletableFuture<ReadingOutcome>> outcomes) {
        if (outcomes.size() == 1) {
            return outcomes.getFirst();
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(_ -> {
                    int written = 0;
                    var refusals = new ArrayList<Refusal>();
                    for (var outcome : outcomes) {
                        written += outcome.join().written();
                        refusals.addAll(outcome.join().refusals());
                    }
                    return new ReadingOutcome(written, refusals);
                });
    }

    private CompletableFuture<ReadingOutcome> keep(
            Reading reading, Tenant tenant, ReadingOutcome outcome) {
        return outcome.refusals().isEmpty()
                ? CompletableFuture.completedFuture(outcome)
                : refused.keep(reading, tenant, outcome.refusals()).thenApply(_ -> outcome);
    }

    private static ReadingOutcome unidentified(String detail) {
        return refused(Reason.UNIDENTIFIED, detail);
    }

    private static ReadingOutcome refused(Reason reason, String detail) {
        return ReadingOutcome.refused(reason, detail);
    }
}
