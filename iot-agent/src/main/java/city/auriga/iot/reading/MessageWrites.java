package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.reading.DeviceMemory.Previous;
import city.auriga.iot.reading.Trace.Written;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes the measures of one message, each of which has a place in it. Those of a device whose
 * expressions look back are one turn of it: each looks at the one before, whether or not that is
 * committed yet, and only when all are is the last of them what the next message looks back at. So
 * a message that is tried again comes to the same.
 */
final class MessageWrites {
    private static final int BYTES_OF_A_MEASURE = 500;

    private final MeasureWrites writes;
    private final DeviceMemory memory;
    private final Reading reading;
    private final Arrival arrival;
    private final Attempt attempt;
    private final Map<Address, Turn> turns = new LinkedHashMap<>();

    MessageWrites(
            MeasureWrites writes,
            DeviceMemory memory,
            Reading reading,
            Arrival arrival,
            Attempt attempt) {
        this.writes = writes;
        this.memory = memory;
        this.reading = reading;
        this.arrival = arrival;
        this.attempt = attempt;
    }

    /**
     * Blocks while too much is being written, and if the device was elsewhere before, unless its
     * expressions look back: then nothing is done before {@link #begin}. What is the same as one
     * that was written lately is not written again, but it answers.
     *
     * @param number tells it from others of its message, and is the same if that comes again
     * @param question that its message answers; null if it does not say
     */
    CompletableFuture<ReadingOutcome> write(
            Sender sender, Measure measure, int number, @Nullable UUID question) {
        var written =
                sender.profile().looksBack()
                        ? turns.computeIfAbsent(sender.commands().address(), _ -> new Turn(sender))
                                .add(measure, number)
                        : writes.write(sender, measure, arrival, number, attempt.isReplay());
        return sender.profile().isAsked() && !arrival.held()
                ? written.thenApply(outcome -> writes.told(sender, measure, question, outcome))
                : written;
    }

    /** What tells a measure from all others. */
    Arrived arrived(Measure measure, int number) {
        return Arrived.of(measure, arrival, number);
    }

    /** After the last of them. */
    void begin() {
        turns.values().forEach(Turn::begin);
    }

    /** Not all of them can be written now. */
    void abandon(Throwable error) {
        turns.values().forEach(turn -> turn.end(error));
    }

    /** A measure in its place. */
    private static final class Part {
        final Measure measure;
        final Arrived arrived;
        final CompletableFuture<ReadingOutcome> reply = new CompletableFuture<>();
        CompletableFuture<ReadingOutcome> written =
                CompletableFuture.completedFuture(ReadingOutcome.NOTHING);

        /** What it looked back at; null if it comes again. */
        @Nullable Previous before;

        Part(Measure measure, Arrived arrived) {
            this.measure = measure;
            this.arrived = arrived;
        }

        void end(@Nullable Throwable error) {
            if (error == null) {
                reply.complete(written.join());
            } else {
                reply.completeExceptionally(error);
            }
        }
    }

    private final class Turn {
        private final Sender sender;
        private final List<Part> parts = new ArrayList<>();

        /** What the device declares to be the same, of those that are written. */
        private final Map<String, Part> declared = new HashMap<>();

        Turn(Sender sender) {
            this.sender = sender;
        }

        CompletableFuture<ReadingOutcome> add(Measure measure, int number) {
            var part = new Part(measure, arrived(measure, number));
            parts.add(part);
            return part.reply;
        }

        void begin() {
            var _ =
                    memory.inTurn(sender, parts.size() + weight(), this::work)
                            .whenComplete((_, error) -> end(error));
        }

        /** In measures, as those are small. */
        private int weight() {
            return reading.payload().length / BYTES_OF_A_MEASURE;
        }

        /** What comes behind begins only after it. */
        private void end(@Nullable Throwable error) {
            if (error != null && Readings.isTransient(ReadingWork.cause(error))) {
                attempt.fail();
            }
            parts.forEach(part -> part.end(error));
        }

        private CompletableFuture<?> work() {
            if (attempt.isTooEarly()) {
                throw Readings.unavailable("it looks back at what could not be written yet");
            }
            var last = memory.previous(sender);
            for (var part : parts) {
                last = write(part, last);
            }
            var newest = last;
            return CompletableFuture.allOf(
                            parts.stream()
                                    .map(part -> part.written)
                                    .toArray(CompletableFuture[]::new))
                    .thenRun(() -> remember(newest));
        }

        private void remember(Previous newest) {
            declared.forEach(
                    (key, part) -> writes.remember(sender, key, part.arrived, part.written.join()));
            var written = new LinkedHashMap<Arrived, Written>();
            for (var part : parts) {
                if (part.before != null) {
                    written.put(part.arrived, Written.of(part.written.join(), part.before));
                }
            }
            memory.remember(sender, newest, written);
        }

        /** Answers what the next one looks back at. */
        private Previous write(Part part, Previous last) {
            var known = memory.find(sender, part.arrived);
            if (known == null) {
                return writeNew(part, last);
            }
            if (known.before() != null && attempt.isReplay()) {
                // What came after it has looked back at it already.
                written(part, known.before());
            } else {
                repeated(part, known.outcome());
            }
            return last;
        }

        private Previous writeNew(Part part, Previous last) {
            var mapping = Mapping.of(sender.profile(), part.measure, arrival, last.past());
            var same = mapping.sameness();
            if (same != null
                    && (writes.isKnown(sender, same) || declared.putIfAbsent(same, part) != null)) {
                repeated(part, CompletableFuture.completedFuture(ReadingOutcome.NOTHING));
                return last;
            }
            written(part, last, mapping);
            var heard = MeasureWrites.heard(sender.profile(), part.measure, arrival);
            return isBeforeTheNext(part.measure, heard, last)
                    ? last.then(part.measure, heard, mapping.context())
                    : last;
        }

        /** A letter is not, if others came after it. */
        private boolean isBeforeTheNext(Measure measure, Instant heard, Previous last) {
            return !arrival.held()
                    && !Connectivity.isAll(measure)
                    && !(attempt.isReplay() && heard.isBefore(last.time()));
        }

        private void written(Part part, Previous before) {
            written(
                    part,
                    before,
                    Mapping.of(sender.profile(), part.measure, arrival, before.past()));
        }

        private void written(Part part, Previous before, Mapping mapping) {
            part.before = before;
            part.written = begun(part, mapping);
        }

        /** Those that have begun are to end before the turn does. */
        private CompletableFuture<ReadingOutcome> begun(Part part, Mapping mapping) {
            try {
                return writes.mapped(sender, part.measure, arrival, mapping);
            } catch (RuntimeException | StackOverflowError e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        private void repeated(Part part, CompletableFuture<ReadingOutcome> outcome) {
            writes.countRepeated();
            part.written = outcome.thenApply(ReadingOutcome::ofRepeat);
        }
    }
}
