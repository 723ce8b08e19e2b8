package city.auriga.iot.reading;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.codec.Told;
import city.auriga.iot.codec.Uplink;
import city.auriga.iot.command.MessagePart;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.payload.PayloadException;
import city.auriga.iot.reading.Reading.OfGroup;
import city.auriga.iot.reading.Reading.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Readings on topics of groups: their codecs say what they mean, and of which devices they are. */
final class GroupReadings {
    private static final Executor THREADS = Thread.ofVirtual().name("telling")::start;

    private final Admission admission;
    private final ReadingParts parts;
    private final MeasureWrites writes;
    private final Turns<Order> tellings;

    GroupReadings(Admission admission, ReadingParts parts) {
        this.admission = admission;
        this.parts = parts;
        this.writes = parts.measures();
        this.tellings = new Turns<>(parts.settings().turns());
    }

    CompletableFuture<Worked> work(Reading reading, OfGroup address, Attempt attempt) {
        var tenant = address.listening().group().tenant();
        return outcome(reading, address, attempt).thenApply(outcome -> new Worked(tenant, outcome));
    }

    private CompletableFuture<ReadingOutcome> outcome(
            Reading reading, OfGroup address, Attempt attempt) {
        if (admission.isTooLarge(reading)) {
            return CompletableFuture.completedFuture(admission.tooLarge(reading));
        }
        List<Uplink> uplinks;
        try {
            uplinks = decode(address, attempt);
        } catch (PayloadException e) {
            return CompletableFuture.completedFuture(
                    ReadingOutcome.refused(Reason.PARSE, e.getMessage()));
        }
        return admission.areTooMany(uplinks.size())
                ? CompletableFuture.completedFuture(admission.tooMany(uplinks.size()))
                : new Message(reading, address, attempt).take(uplinks);
    }

    private static List<Uplink> decode(OfGroup address, Attempt attempt) {
        var codec = address.listening().codec();
        return attempt.isReplay()
                ? DiscoveredDevices.alone(() -> codec.decode(address.message()))
                : codec.decode(address.message());
    }

    /** One message while it is worked on. */
    private final class Message {
        private final Reading reading;
        private final OfGroup address;
        private final Attempt attempt;

        private final MessageWrites message;

        /** What it tells of commands. */
        private final List<Runnable> told = new ArrayList<>();

        Message(Reading reading, OfGroup address, Attempt attempt) {
            this.reading = reading;
            this.address = address;
            this.attempt = attempt;
            this.message =
                    writes.message(
                            reading,
                            new Arrival(
                                    reading.received(),
                                    reading.source(),
                                    address.message().captures(),
                                    reading.held()),
                            attempt);
        }

        CompletableFuture<ReadingOutcome> take(List<Uplink> uplinks) {
            var taken = new ArrayList<CompletableFuture<ReadingOutcome>>();
            var named = reading.parts();
            try {
                for (int i = 0; i < uplinks.size(); i++) {
                    taken.add(take(uplinks.get(i), named.part(i)));
                }
            } catch (Throwable e) {
                // Who waits for those that were taken would wait for ever.
                message.abandon(e);
                throw e;
            }
            message.begin();
            var outcome = ReadingOutcome.all(taken);
            return told.isEmpty() ? outcome : tell(outcome);
        }

        /**
         * After the commit: a message that has to be worked on again has not ended a command yet.
         * In turn, so that the answers of a device keep their order.
         */
        private CompletableFuture<ReadingOutcome> tell(CompletableFuture<ReadingOutcome> outcome) {
            return tellings.take(
                            address.order(),
                            address.listening().group().tenant(),
                            told.size(),
                            () ->
                                    outcome.thenAcceptAsync(
                                            _ -> told.forEach(Runnable::run), THREADS))
                    .thenCombine(outcome, (_, result) -> result);
        }

        private CompletableFuture<ReadingOutcome> take(Uplink uplink, MessagePart part) {
            return switch (uplink) {
                case Uplink.Reading(var device, var measure, var duplicateKey) ->
                        write(device, measure, part, duplicateKey);
                case Uplink.Availability(var device, var online) ->
                        write(device, Connectivity.measure(online), part, null);
                case Uplink.CommandState state ->
                        tell(state.device(), sender -> parts.codecs().take(sender, state, part));
                case Uplink.CommandResult result ->
                        tell(result.device(), sender -> parts.codecs().take(sender, result, part));
                case Uplink.Unexplained(var device, var detail) ->
                        CompletableFuture.completedFuture(
                                ReadingOutcome.refused(
                                        Reason.PARSE, "device '" + device + "': " + detail));
                case Uplink.OfItself(var told) -> CompletableFuture.completedFuture(store(told));
                case Uplink.Request(var downlink) -> {
                    parts.codecs().request(downlink, address.listening().group().apikey());
                    yield CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
                }
            };
        }

        private ReadingOutcome store(Told told) {
            var group = address.listening().group();
            // Over two connections a later one may have come before its second try.
            var refused =
                    parts.discovered().take(group, told, reading.received(), attempt.isLate());
            if (refused.isEmpty() && told instanceof Told.Config config) {
                // Its commands may have waited for that.
                parts.answers()
                        .heard(
                                new Address(
                                        group.tenant(),
                                        group.path(),
                                        group.apikey(),
                                        config.device()));
            }
            return refused.map(r -> ReadingOutcome.refused(r.reason(), r.detail()))
                    .orElse(ReadingOutcome.NOTHING);
        }

        private CompletableFuture<ReadingOutcome> tell(String device, Consumer<Sender> teller) {
            if (!reading.held() && find(device) instanceof Answer.Found(Sender sender)) {
                told.add(() -> teller.accept(sender));
            }
            return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
        }

        private Answer find(String device) {
            var group = address.listening().group();
            return admission.find(group.resource(), group.apikey(), device);
        }

        private CompletableFuture<ReadingOutcome> write(
                String device, Measure measure, MessagePart part, @Nullable String duplicateKey) {
            return duplicateKey == null
                    ? write(device, measure, part)
                    : writes.once(
                            address.listening().group(),
                            device,
                            duplicateKey,
                            message.arrived(measure, part.number()),
                            () -> write(device, measure, part));
        }

        private CompletableFuture<ReadingOutcome> write(
                String device, Measure measure, MessagePart part) {
            return switch (find(device)) {
                case Answer.NoGroup() ->
                        CompletableFuture.completedFuture(
                                Admission.unidentified("the group of this topic is gone"));
                case Answer.NoDevice _ ->
                        CompletableFuture.completedFuture(Admission.noDevice(device));
                case Answer.Unusable(_, var fault) ->
                        CompletableFuture.completedFuture(Admission.unusable(fault));
                case Answer.Found(Sender sender) when !attempt.mayWrite(sender.profile()) ->
                        CompletableFuture.completedFuture(
                                ReadingOutcome.refused(
                                        Reason.PARSE,
                                        "it might replace what is newer ('timestamp': false, or"
                                            + " 'lateMeasures': 'overwrite'); replay the letter if"
                                            + " it may"));
                case Answer.Found(Sender sender) -> admitted(sender, measure, part);
            };
        }

        private CompletableFuture<ReadingOutcome> admitted(
                Sender sender, Measure measure, MessagePart part) {
            var excess =
                    attempt.isLate() ? Optional.<ReadingOutcome>empty() : admission.excess(sender);
            return excess.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> write(sender, measure, part));
        }

        private CompletableFuture<ReadingOutcome> write(
                Sender sender, Measure measure, MessagePart part) {
            parts.codecs().heardOn(sender, address.message());
            parts.answers().heard(sender.commands().address());
            parts.configurations().heard(sender.commands().address());
            if (!reading.held()
                    && address.listening().codec().answersByMeasures()
                    && parts.codecs().mayAnswer(sender, measure)) {
                told.add(() -> parts.codecs().measured(sender, measure, part));
            }
            var written = message.write(sender, measure, part.number(), null);
            return Connectivity.isFarewell(measure)
                    ? written
                    : written.thenApply(outcome -> heard(sender, measure, outcome));
        }

        private ReadingOutcome heard(Sender sender, Measure measure, ReadingOutcome outcome) {
            parts.activity().heard(sender, reading.received(), List.of(measure), outcome);
            return outcome;
        }
    }
}
