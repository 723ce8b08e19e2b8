package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.CommandReply;
import city.auriga.iot.payload.ConfigurationRequest;
import city.auriga.iot.payload.Decoded;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.MessageKind;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.Protocol;
import city.auriga.iot.reading.Reading.OfDevice;
import city.auriga.iot.reading.Reading.Transport;
import city.auriga.iot.reading.ReadingOutcome.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Readings whose address says which device they are of. */
final class DeviceReadings {
    private final Admission admission;
    private final ReadingParts parts;
    private final MeasureWrites writes;

    DeviceReadings(Admission admission, ReadingParts parts) {
        this.admission = admission;
        this.parts = parts;
        this.writes = parts.measures();
    }

    CompletableFuture<Worked> work(Reading reading, OfDevice address, Attempt attempt) {
        return switch (admission.find(address.resource(), address.apikey(), address.device())) {
            case Answer.NoGroup() ->
                    of(
                            Tenant.DEFAULT,
                            Admission.unidentified("no group or device has this apikey"));
            case Answer.NoDevice(var tenant) -> of(tenant, Admission.noDevice(address.device()));
            case Answer.Unusable(var tenant, var fault) -> of(tenant, Admission.unusable(fault));
            case Answer.Found(Sender sender) ->
                    work(reading, address, sender, attempt)
                            .thenApply(outcome -> new Worked(sender.profile().tenant(), outcome));
        };
    }

    private static CompletableFuture<Worked> of(Tenant tenant, ReadingOutcome outcome) {
        return CompletableFuture.completedFuture(new Worked(tenant, outcome));
    }

    private CompletableFuture<ReadingOutcome> work(
            Reading reading, OfDevice address, Sender sender, Attempt attempt) {
        if (admission.isTooLarge(reading)) {
            return heard(reading, sender, List.of(), admission.tooLarge(reading));
        }
        if (isOfItself(reading, address)) {
            parts.apikeys().heard(sender, address.apikey(), reading.received());
        }
        parts.answers().heard(sender.commands().address());
        parts.configurations().heard(sender.commands().address());
        if (isResult(reading, address, sender)) {
            return CompletableFuture.completedFuture(
                    // It may answer any command there ever was.
                    reading.held() ? ReadingOutcome.NOTHING : answer(reading, address, sender));
        }
        var excess = attempt.isLate() ? Optional.<ReadingOutcome>empty() : admission.excess(sender);
        if (excess.isPresent()) {
            return heard(reading, sender, List.of(), excess.get());
        }
        if (address.kind() == MessageKind.CONFIGURATION) {
            return heard(reading, sender, List.of(), configuration(reading, address, sender));
        }
        Decoded decoded;
        try {
            decoded = measures(reading, address, sender);
        } catch (PayloadException e) {
            return heard(
                    reading,
                    sender,
                    List.of(),
                    ReadingOutcome.refused(Reason.PARSE, e.getMessage()));
        }
        if (admission.areTooMany(decoded.size())) {
            return heard(reading, sender, List.of(), admission.tooMany(decoded.size()));
        }
        return written(reading, address, sender, decoded, attempt)
                .thenCompose(outcome -> heard(reading, sender, decoded.measures(), outcome));
    }

    private CompletableFuture<ReadingOutcome> written(
            Reading reading, OfDevice address, Sender sender, Decoded decoded, Attempt attempt) {
        var arrival = new Arrival(reading.received(), reading.source(), Map.of(), reading.held());
        var message = writes.message(reading, arrival, attempt);
        var written = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (var measure : decoded.measures()) {
            written.add(message.write(sender, measure, written.size(), address.answered()));
        }
        message.begin();
        decoded.faults()
                .forEach(fault ->
                        written.add(
                                CompletableFuture.completedFuture(
                                        ReadingOutcome.refused(Reason.PARSE, fault))));
        return ReadingOutcome.all(written);
    }

    /** Whether the device has sent it now: the broker has not kept it, nor have we asked for it. */
    private static boolean isOfItself(Reading reading, OfDevice address) {
        return !reading.held()
                && (reading.transport() == Transport.MQTT || address.answered() == null);
    }

    private CompletableFuture<ReadingOutcome> heard(
            Reading reading, Sender sender, List<Measure> measures, ReadingOutcome outcome) {
        parts.activity().heard(sender, reading.received(), measures, outcome);
        return CompletableFuture.completedFuture(outcome);
    }

    private static Protocol protocol(OfDevice address, Sender sender) {
        Protocol told = address.protocol();
        return told == null ? sender.protocol() : told;
    }

    private static boolean isResult(Reading reading, OfDevice address, Sender sender) {
        return address.kind() == MessageKind.RESULTS
                || (address.kind() == MessageKind.MEASURES
                        && address.attribute() == null
                        && CommandReply.is(protocol(address, sender), reading.payload()));
    }

    private ReadingOutcome configuration(Reading reading, OfDevice address, Sender sender) {
        try {
            var request = ConfigurationRequest.decode(protocol(address, sender), reading.payload());
            return parts.configurations()
                    .take(sender, request, reading.transport() == Transport.MQTT, reading.held())
                    .map(detail -> ReadingOutcome.refused(Reason.MAPPING, detail))
                    .orElse(ReadingOutcome.NOTHING);
        } catch (PayloadException e) {
            return ReadingOutcome.refused(Reason.PARSE, e.getMessage());
        }
    }

    private ReadingOutcome answer(Reading reading, OfDevice address, Sender sender) {
        CommandReply.Enveloped all;
        try {
            var protocol = protocol(address, sender);
            all =
                    sender.commands().enveloped()
                            ? CommandReply.decodeEnveloped(protocol, reading.payload())
                            : new CommandReply.Enveloped(
                                    null, CommandReply.decode(protocol, reading.payload()));
        } catch (PayloadException e) {
            return ReadingOutcome.refused(Reason.PARSE, e.getMessage());
        }
        var replies = all.replies();
        var command = all.id() == null ? address.answered() : all.id();
        var refusals = new ArrayList<Refusal>();
        var named = reading.parts();
        for (int i = 0; i < replies.size(); i++) {
            var reply = replies.get(i);
            if (reply.device() != null && !reply.device().equals(address.device())) {
                refusals.add(
                        new Refusal(
                                Reason.MAPPING,
                                "expected a result of '"
                                        + address.device()
                                        + "', found one of '"
                                        + reply.device()
                                        + "'"));
            } else if (!parts.answers().take(sender, reply, named.part(i), command)) {
                refusals.add(
                        new Refusal(
                                Reason.MAPPING,
                                "COMMAND_NOT_FOUND: the device has no command '"
                                        + reply.command()
                                        + "'"));
            }
        }
        return new ReadingOutcome(replies.size() - refusals.size(), refusals);
    }

    /** In the order of their times: of several the newest is to stay. */
    static Decoded measures(Reading reading, OfDevice address, Sender sender) {
        var decoded =
                Payloads.decode(
                        protocol(address, sender),
                        sender.profile().payload(),
                        address.attribute(),
                        reading.payload());
        return new Decoded(ordered(decoded.measures(), reading, address, sender), decoded.faults());
    }

    private static List<Measure> ordered(
            List<Measure> measures, Reading reading, OfDevice address, Sender sender) {
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
}
