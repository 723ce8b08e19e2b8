package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.codec.Uplink;
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
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One reading from bytes to commit or dead letter. Looking up the sender blocks, writing does not.
 */
public final class ReadingWork {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingWork.class);

    private static final ReadingOutcome RATE_LIMITED =
            refused(Reason.RATE_LIMITED, "the device sends more readings a second than it may");

    private final Senders senders;
    private final EntityWrites writes;
    private final RefusedReadings refused;
    private final ActivityLog activity;
    private final Repeats repeats = new Repeats();
    private final RateLimits limits;
    private final boolean again;
    private final int maxPayload;

    public ReadingWork(
            Senders senders,
            EntityWrites writes,
            RefusedReadings refused,
            ActivityLog activity,
            ReadingSettings settings) {
        this(senders, writes, refused, activity, settings, false);
    }

    private ReadingWork(
            Senders senders,
            EntityWrites writes,
            RefusedReadings refused,
            ActivityLog activity,
            ReadingSettings settings,
            boolean again) {
        this.senders = senders;
        this.writes = writes;
        this.refused = refused;
        this.activity = activity;
        this.maxPayload = settings.maxPayload();
        this.limits = new RateLimits(settings.deviceRate());
        this.again = again;
    }

    /** For readings that are tried again: as often as it is wanted, and kept already. */
    public static ReadingWork again(
            Senders senders, EntityWrites writes, ActivityLog activity, ReadingSettings settings) {
        return new ReadingWork(senders, writes, RefusedReadings.ARE_KEPT, activity, settings, true);
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
        return switch (reading.address()) {
            case OfDevice device -> start(reading, device);
            case OfGroup group -> start(reading, group);
        };
    }

    private CompletableFuture<ReadingOutcome> start(Reading reading, OfDevice address) {
        return switch (find(address.resource(), address.apikey(), address.device())) {
            case Answer.NoGroup() ->
                    keep(
                            reading,
                            Tenant.DEFAULT,
                            unidentified("no group or device has this apikey"));
            case Answer.NoDevice() ->
                    keep(reading, Tenant.DEFAULT, unidentified(noDevice(address.device())));
            case Answer.Found(Sender sender) -> write(reading, address, sender);
        };
    }

    private static String noDevice(String device) {
        return "no device '" + device + "', and its group does not provision devices by itself";
    }

    private Answer find(String resource, String apikey, String device) {
        try {
            return senders.find(resource, apikey, device);
        } catch (NgsiLdException e) {
            if (Readings.isTransient(e) || e.problem() == Problem.NONEXISTENT_TENANT) {
                throw e;
            }
            // The group's @context cannot be had; waiting for it would block the stream.
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private CompletableFuture<ReadingOutcome> write(
            Reading reading, OfDevice address, Sender sender) {
        var profile = sender.profile();
        if (reading.payload().length > maxPayload) {
            return settle(reading, address, sender, 0, tooLarge(reading));
        }
        if (isTooMuch(profile)) {
            return settle(reading, address, sender, 0, RATE_LIMITED);
        }
        List<Measure> measures;
        try {
            measures = measures(reading, address, sender);
        } catch (PayloadException e) {
            return settle(reading, address, sender, 0, refused(Reason.PARSE, e.getMessage()));
        }
        var arrival = new Arrival(reading.received(), reading.source(), Map.of());
        var written = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (var measure : measures) {
            written.add(writes.write(profile, measure, arrival));
        }
        return all(written)
                .thenCompose(outcome -> settle(reading, address, sender, measures.size(), outcome));
    }

    private CompletableFuture<ReadingOutcome> settle(
            Reading reading,
            OfDevice address,
            Sender sender,
            int measures,
            ReadingOutcome outcome) {
        return keep(reading, sender.profile().tenant(), outcome)
                .thenApply(settled -> {
                    activity.heard(address.apikey(), sender, reading.received(), measures, settled);
                    return settled;
                });
    }

    private boolean isTooMuch(DeviceProfile profile) {
        return !again && !limits.allow(profile);
    }

    private ReadingOutcome tooLarge(Reading reading) {
        return refused(
                Reason.TOO_LARGE, reading.payload().length + " bytes, allowed are " + maxPayload);
    }

    /** One message may tell of several devices. */
    private CompletableFuture<ReadingOutcome> start(Reading reading, OfGroup address) {
        var tenant = address.listening().group().tenant();
        if (reading.payload().length > maxPayload) {
            return keep(reading, tenant, tooLarge(reading));
        }
        List<Uplink> uplinks;
        try {
            uplinks = address.listening().codec().decode(address.message());
        } catch (PayloadException e) {
            return keep(reading, tenant, refused(Reason.PARSE, e.getMessage()));
        }
        var written = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (var uplink : uplinks) {
            written.add(take(reading, address, uplink));
        }
        return all(written).thenCompose(outcome -> keep(reading, tenant, outcome));
    }

    private CompletableFuture<ReadingOutcome> take(
            Reading reading, OfGroup address, Uplink uplink) {
        return switch (uplink) {
            case Uplink.Reading(var device, var measure, var duplicateKey) ->
                    write(reading, address, device, measure, duplicateKey);
            case Uplink.Availability(var device, var online) ->
                    write(reading, address, device, connectivity(online), null);
            case Uplink.CommandState _, Uplink.CommandResult _, Uplink.Request _ ->
                    CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
        };
    }

    /** As an attribute like any other, which a group can leave out. */
    private static Measure connectivity(boolean online) {
        return new Measure(
                Map.of(
                        "connectivityStatus",
                        JsonNodeFactory.instance.stringNode(online ? "online" : "offline")),
                null);
    }

    private CompletableFuture<ReadingOutcome> write(
            Reading reading,
            OfGroup address,
            String device,
            Measure measure,
            @Nullable String duplicateKey) {
        var group = address.listening().group();
        if (duplicateKey != null && !again && repeats.isRepeat(group, device, duplicateKey)) {
            return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
        }
        return switch (find(group.resource(), group.apikey(), device)) {
            case Answer.NoGroup() ->
                    CompletableFuture.completedFuture(
                            unidentified("the group of this topic is gone"));
            case Answer.NoDevice() ->
                    CompletableFuture.completedFuture(unidentified(noDevice(device)));
            case Answer.Found(Sender sender) when isTooMuch(sender.profile()) ->
                    CompletableFuture.completedFuture(RATE_LIMITED);
            case Answer.Found(Sender sender) -> {
                var arrival =
                        new Arrival(
                                reading.received(), reading.source(), address.message().captures());
                yield writes.write(sender.profile(), measure, arrival)
                        .thenApply(outcome -> {
                            if (duplicateKey != null) {
                                repeats.remember(group, device, duplicateKey);
                            }
                            activity.heard(group.apikey(), sender, reading.received(), 1, outcome);
                            return outcome;
                        });
            }
        };
    }

    /** In the order of their times: of several the newest is to stay. */
    static List<Measure> measures(Reading reading, OfDevice address, Sender sender) {
        Protocol told = address.protocol();
        var measures =
                Payloads.decode(
                        told == null ? sender.protocol() : told,
                        sender.profile().payload(),
                        address.attribute(),
                        reading.payload());
        var time = address.time();
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
        // Of those who send too much there would be no end of letters.
        var kept =
                outcome.refusals().stream()
                        .filter(refusal -> refusal.reason() != Reason.RATE_LIMITED)
                        .toList();
        return kept.isEmpty()
                ? CompletableFuture.completedFuture(outcome)
                : refused.keep(reading, tenant, kept).thenApply(_ -> outcome);
    }

    private static ReadingOutcome unidentified(String detail) {
        return refused(Reason.UNIDENTIFIED, detail);
    }

    private static ReadingOutcome refused(Reason reason, String detail) {
        return ReadingOutcome.refused(reason, detail);
    }
}
