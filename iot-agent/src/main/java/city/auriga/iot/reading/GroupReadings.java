package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.iot.codec.Uplink;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.reading.Reading.OfGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Readings on topics of groups: their codecs say what they mean, and of which devices they are. */
final class GroupReadings {
    private final Admission admission;
    private final ReadingParts parts;
    private final Repeats repeats = new Repeats();

    GroupReadings(Admission admission, ReadingParts parts) {
        this.admission = admission;
        this.parts = parts;
    }

    CompletableFuture<Worked> work(Reading reading, OfGroup address, boolean again) {
        var tenant = address.listening().group().tenant();
        return outcome(reading, address, again).thenApply(outcome -> new Worked(tenant, outcome));
    }

    private CompletableFuture<ReadingOutcome> outcome(
            Reading reading, OfGroup address, boolean again) {
        if (admission.isTooLarge(reading)) {
            return CompletableFuture.completedFuture(admission.tooLarge(reading));
        }
        List<Uplink> uplinks;
        try {
            uplinks = address.listening().codec().decode(address.message());
        } catch (PayloadException e) {
            return CompletableFuture.completedFuture(
                    ReadingOutcome.refused(Reason.PARSE, e.getMessage()));
        }
        var taken = new ArrayList<CompletableFuture<ReadingOutcome>>();
        for (var uplink : uplinks) {
            taken.add(take(reading, address, uplink, again));
        }
        return ReadingOutcome.all(taken);
    }

    private CompletableFuture<ReadingOutcome> take(
            Reading reading, OfGroup address, Uplink uplink, boolean again) {
        return switch (uplink) {
            case Uplink.Reading(var device, var measure, var duplicateKey) ->
                    write(reading, address, device, measure, duplicateKey, again);
            case Uplink.Availability(var device, var online) ->
                    write(reading, address, device, connectivity(online), null, again);
            case Uplink.CommandState state ->
                    tell(
                            address,
                            state.device(),
                            sender -> parts.codecs().take(sender, state, reading.received()));
            case Uplink.CommandResult result ->
                    tell(
                            address,
                            result.device(),
                            sender -> parts.codecs().take(sender, result, reading.received()));
            case Uplink.Unexplained(var device, var detail) ->
                    CompletableFuture.completedFuture(
                            ReadingOutcome.refused(
                                    Reason.PARSE, "device '" + device + "': " + detail));
            case Uplink.Request(var downlink) -> {
                parts.codecs().request(downlink);
                yield CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
            }
        };
    }

    private CompletableFuture<ReadingOutcome> tell(
            OfGroup address, String device, Consumer<Sender> teller) {
        var group = address.listening().group();
        if (admission.find(group.resource(), group.apikey(), device)
                instanceof Answer.Found(Sender sender)) {
            teller.accept(sender);
        }
        return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
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
            @Nullable String duplicateKey,
            boolean again) {
        var group = address.listening().group();
        if (duplicateKey != null && repeats.isRepeat(group, device, duplicateKey)) {
            return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
        }
        return switch (admission.find(group.resource(), group.apikey(), device)) {
            case Answer.NoGroup() ->
                    CompletableFuture.completedFuture(
                            Admission.unidentified("the group of this topic is gone"));
            case Answer.NoDevice _ -> CompletableFuture.completedFuture(Admission.noDevice(device));
            case Answer.Unusable(_, var fault) ->
                    CompletableFuture.completedFuture(Admission.unusable(fault));
            case Answer.Found(Sender sender) when !again && admission.isTooMuch(sender) ->
                    CompletableFuture.completedFuture(Admission.RATE_LIMITED);
            case Answer.Found(Sender sender) ->
                    write(reading, address, sender, measure)
                            .thenApply(outcome -> {
                                if (duplicateKey != null && outcome.refusals().isEmpty()) {
                                    repeats.remember(group, device, duplicateKey);
                                }
                                return outcome;
                            });
        };
    }

    private CompletableFuture<ReadingOutcome> write(
            Reading reading, OfGroup address, Sender sender, Measure measure) {
        parts.codecs().heardOn(sender, address.message());
        parts.answers().heard(sender.commands().address());
        if (address.listening().codec().answersByMeasures()) {
            parts.codecs().measured(sender, measure, reading.received());
        }
        var shell = parts.shells().make(sender);
        var arrival =
                new Arrival(reading.received(), reading.source(), address.message().captures());
        return shell.thenCombine(
                parts.writes()
                        .write(
                                sender.profile(),
                                measure,
                                arrival,
                                () -> parts.shells().again(sender)),
                (_, outcome) -> {
                    var apikey = address.listening().group().apikey();
                    parts.activity().heard(apikey, sender, reading.received(), 1, outcome);
                    return outcome;
                });
    }
}
