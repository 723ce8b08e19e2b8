package city.auriga.iot.reading;

import city.auriga.core.device.DeviceGroup;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Past;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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

    MeasureWrites(
            EntityWrites writes,
            Shells shells,
            DeviceMemory memory,
            ReadingMetrics metrics,
            Questions questions) {
        this.writes = writes;
        this.shells = shells;
        this.memory = memory;
        this.metrics = metrics;
        this.questions = questions;
    }

    /** The measures of one message. */
    MessageWrites message(Reading reading, Arrival arrival, Attempt attempt) {
        return new MessageWrites(this, memory, reading, arrival, attempt);
    }

    /**
     * One that does not look back.
     *
     * @param number its place in its message
     * @param replay whether what was refused of it before may be understood now
     */
    CompletableFuture<ReadingOutcome> write(
            Sender sender, Measure measure, Arrival arrival, int number, boolean replay) {
        var mapping = Mapping.of(sender.profile(), measure, arrival, Past.NONE);
        var declared = mapping.sameness();
        boolean timed = measure.time() != null || sender.profile().stamp();
        if (declared == null && timed) {
            return mapped(sender, measure, arrival, mapping);
        }
        var arrived = Arrived.of(measure, arrival, number);
        // One without any time would be written again if its message came again.
        Supplier<CompletableFuture<ReadingOutcome>> write =
                timed
                        ? () -> mapped(sender, measure, arrival, mapping)
                        : () ->
                                memory.once(
                                        sender,
                                        arrived,
                                        replay,
                                        () -> mapped(sender, measure, arrival, mapping),
                                        this::countRepeated);
        return declared == null
                ? write.get()
                : memory.declared()
                        .once(named(sender, declared), arrived, write, this::countRepeated);
    }

    /**
     * One of which the network says which it is, so that it may come by several ways.
     *
     * @param name that it has
     * @param write if it is new
     */
    CompletableFuture<ReadingOutcome> once(
            DeviceGroup group,
            String device,
            String name,
            Arrived arrived,
            Supplier<CompletableFuture<ReadingOutcome>> write) {
        var key = new Repeats.Key(group.resource(), group.apikey(), device, name);
        return memory.named().once(key, arrived, write, this::countRepeated);
    }

    void countRepeated() {
        metrics.repeated();
    }

    /** Whether one was written that the device declares to be the same. */
    boolean isKnown(Sender sender, String declared) {
        return memory.declared().isKnown(named(sender, declared));
    }

    /** After the commit. What cannot be used may be understood another time. */
    void remember(Sender sender, String declared, Arrived arrived, ReadingOutcome outcome) {
        if (outcome.refusals().isEmpty()) {
            memory.declared().remember(named(sender, declared), arrived);
        }
    }

    private static Repeats.Key named(Sender sender, String name) {
        return new Repeats.Key(
                sender.resource(),
                sender.commands().address().apikey(),
                sender.profile().device(),
                name);
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
        return shell.thenCombine(written, (_, outcome) -> outcome)
                .whenComplete((outcome, error) -> {
                    if (error == null && outcome.written() > 0 && !arrival.held()) {
                        told(sender.profile(), measure).ifPresent(metrics::committed);
                    }
                });
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
        return told(profile, measure)
                .filter(told -> told.isBefore(arrival.at()))
                .orElse(arrival.at());
    }

    private static Optional<Instant> told(DeviceProfile profile, Measure measure) {
        return Optional.ofNullable(measure.time())
                .flatMap(time -> Timestamps.parse(time, profile.zone()));
    }
}
