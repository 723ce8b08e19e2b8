package city.auriga.iot.reading;

import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import city.auriga.iot.lazy.Questions;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.DeviceProfile;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Timestamps;
import city.auriga.iot.payload.Measure;
import java.time.Instant;
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
    private final Questions questions;

    MeasureWrites(EntityWrites writes, Shells shells, Questions questions) {
        this.writes = writes;
        this.shells = shells;
        this.questions = questions;
    }

    /** As below, of a measure that does not say what it answers, unless it does in itself. */
    CompletableFuture<ReadingOutcome> write(Sender sender, Measure measure, Arrival arrival) {
        return write(sender, measure, arrival, null);
    }

    /**
     * Blocks if the device was elsewhere before.
     *
     * @param question that its message answers; null if it does not say
     */
    CompletableFuture<ReadingOutcome> write(
            Sender sender, Measure measure, Arrival arrival, @Nullable UUID question) {
        var mapping = Mapping.of(sender.profile(), measure, arrival);
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
        var done = shell.thenCombine(written, (_, outcome) -> outcome);
        return sender.profile().isAsked() && !arrival.held()
                ? done.thenApply(outcome -> told(sender, measure, question, outcome))
                : done;
    }

    private ReadingOutcome told(
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
    private static Instant heard(DeviceProfile profile, Measure measure, Arrival arrival) {
        var time = measure.time();
        return time == null
                ? arrival.at()
                : Timestamps.parse(time, profile.zone())
                        .filter(told -> told.isBefore(arrival.at()))
                        .orElse(arrival.at());
    }
}
