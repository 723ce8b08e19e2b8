package city.auriga.iot.reading;

import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Past;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.Measure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes measures to their entities, each of which is made ready for the commands of its device;
 * and tells who has asked for them.
 */
final class MeasureWrites {
    private final EntityWrites writes;
    private final Shells shells;
    private final DeviceMemory memory;
    private final ReadingMetrics metrics;
    private final Questions questions;
    private final Unsettled unsettled;
    private final Repeats declared = new Repeats();

    /** By their arrivals; apart, since there are so many. */
    private final Repeats arrived = new Repeats();

    MeasureWrites(
            EntityWrites writes,
            Shells shells,
            DeviceMemory memory,
            ReadingMetrics metrics,
            Questions questions,
            Unsettled unsettled) {
        this.writes = writes;
        this.shells = shells;
        this.memory = memory;
        this.metrics = metrics;
        this.questions = questions;
        this.unsettled = unsettled;
    }

    /** The measures of one message. */
    MessageWrites message(Reading reading, Arrival arrival) {
        return new MessageWrites(this, memory, unsettled, reading, arrival);
    }

    /** One that does not look back. */
    CompletableFuture<ReadingOutcome> write(
            Sender sender, Measure measure, Arrival arrival, int number, boolean outOfOrder) {
        var mapping = Mapping.of(sender.profile(), measure, arrival, Past.NONE);
        var declared = mapping.sameness();
        if (declared != null) {
            return declared(sender, declared) == null
                    ? mapped(sender, measure, arrival, mapping)
                            .thenApply(outcome -> rememberDeclared(sender, declared, outcome))
                    : repeated();
        }
        // One without any time would be written again if its message came again.
        if (measure.time() != null || sender.profile().stamp()) {
            return mapped(sender, measure, arrival, mapping);
        }
        var key = arrived(measure, arrival, number);
        return outOfOrder || arrivedBefore(sender, key) == null
                ? mapped(sender, measure, arrival, mapping)
                        .thenApply(outcome ->
                                outcome.refusals().isEmpty()
                                        ? rememberArrived(sender, key, outcome)
                                        : outcome)
                : repeated();
    }

    private CompletableFuture<ReadingOutcome> repeated() {
        countRepeated();
        return CompletableFuture.completedFuture(ReadingOutcome.NOTHING);
    }

    void countRepeated() {
        metrics.repeated();
    }

    /** What only a measure has that came with the same message, however often that comes. */
    static String arrived(Measure measure, Arrival arrival, int number) {
        return arrival.at() + " " + number + " " + named(measure);
    }

    /** Short, however much it is. */
    private static UUID named(Measure measure) {
        var values = new TreeMap<>(measure.values()).toString();
        return UUID.nameUUIDFromBytes(values.getBytes(StandardCharsets.UTF_8));
    }

    /** What came of one that the device declares to be the same; null if there was none. */
    @Nullable ReadingOutcome declared(Sender sender, String key) {
        var profile = sender.profile();
        return declared.outcome(sender.resource(), apikey(sender), profile.device(), key, profile);
    }

    /** What came of the same message; null if it was not written. */
    @Nullable ReadingOutcome arrivedBefore(Sender sender, String key) {
        var profile = sender.profile();
        return arrived.outcome(sender.resource(), apikey(sender), profile.device(), key, profile);
    }

    private static String apikey(Sender sender) {
        return sender.commands().address().apikey();
    }

    /** After the commit. What cannot be used may be understood another time. */
    ReadingOutcome rememberDeclared(Sender sender, String key, ReadingOutcome outcome) {
        if (outcome.refusals().isEmpty()) {
            declared.remember(sender.resource(), apikey(sender), sender.profile().device(), key);
        }
        return outcome;
    }

    /** After the commit. */
    ReadingOutcome rememberArrived(Sender sender, String key, ReadingOutcome outcome) {
        arrived.remember(
                sender.resource(),
                apikey(sender),
                sender.profile().device(),
                key,
                outcome.refusals(),
                sender.profile());
        return outcome;
    }

    CompletableFuture<ReadingOutcome> mapped(
            Sender sender, Measure measure, Arrival arrival, Mapping mapping) {
        var host = sender.at(mapping.own());
        var heard = heard(sender.profile(), measure, arrival);
        var shell =
                arrival.held() || !mapping.isNamed() ? shells.make(host) : shells.make(host, heard);
        var written =
                writes.write(
                        sender.profile(),
                        sender.origin(),
                        measure,
                        arrival,
                        mapping,
                        () -> shells.again(host));
        return shell.thenCombine(written, (_, outcome) -> outcome);
    }

    ReadingOutcome told(
            Sender sender, Measure measure, @Nullable UUID question, ReadingOutcome outcome) {
        var named = measure.values().get(Mapping.QUESTION);
        questions.heard(
                sender.commands().address(),
                measure.values().keySet(),
                named == null ? question : id(named.asString("")),
                outcome.refusals().isEmpty());
        return outcome;
    }

    private static @Nullable UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** When the device was where the measure says: what comes late does not move it. */
    static Instant heard(DeviceProfile profile, Measure measure, Arrival arrival) {
        var time = measure.time();
        return time == null
                ? arrival.at()
                : Timestamps.parse(time, profile.zone())
                        .filter(told -> told.isBefore(arrival.at()))
                        .orElse(arrival.at());
    }
}
