package city.auriga.iot.reading;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.reading.DeviceMemory.Previous;
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
    private final Unsettled unsettled;
    private final Reading reading;
    private final Arrival arrival;
    private final boolean outOfOrder;
    private final Map<Address, Turn> turns = new LinkedHashMap<>();

    MessageWrites(
            MeasureWrites writes,
            DeviceMemory memory,
            Unsettled unsettled,
            Reading reading,
            Arrival arrival) {
        this.writes = writes;
        this.memory = memory;
        this.unsettled = unsettled;
        this.reading = reading;
        this.arrival = arrival;
        this.outOfOrder = unsettled.mayBeOutOfOrder(reading);
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
                        : writes.write(sender, measure, arrival, number, outOfOrder);
        return sender.profile().isAsked() && !arrival.held()
                ? written.thenApply(outcome -> writes.told(sender, measure, question, outcome))
                : written;
    }

    /** After the last of them. */
    void begin() {
        turns.values().forEach(Turn::begin);
    }

    /** A measure in its place. */
    private static final class Part {
        final Measure measure;
        final int number;
        final CompletableFuture<ReadingOutcome> reply = new CompletableFuture<>();
        CompletableFuture<ReadingOutcome> written =
                CompletableFuture.completedFuture(ReadingOutcome.NOTHING);

        Part(Measure measure, int number) {
            this.measure = measure;
            this.number = number;
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
        private volatile boolean tooEarly;

        /** What the device declares to be the same, of those that are written. */
        private final Map<String, Part> declared = new HashMap<>();

        /** What tells that they came with this message. */
        private final Map<String, Part> arrived = new HashMap<>();

        Turn(Sender sender) {
            this.sender = sender;
        }

        CompletableFuture<ReadingOutcome> add(Measure measure, int number) {
            var part = new Part(measure, number);
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
            if (error == null) {
                unsettled.turnSucceeded(reading);
            } else if (!tooEarly && Readings.isTransient(ReadingWork.cause(error))) {
                unsettled.turnFailed(reading);
            }
            parts.forEach(part -> part.end(error));
        }

        private CompletableFuture<?> work() {
            tooEarly = unsettled.isTooEarly(reading);
            if (tooEarly) {
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
                    .thenRun(() -> {
                        declared.forEach((key, part) ->
                                writes.rememberDeclared(sender, key, part.written.join()));
                        arrived.forEach((key, part) ->
                                writes.rememberArrived(sender, key, part.written.join()));
                        memory.remember(sender, newest);
                    });
        }

        /** Answers what the next one looks back at. */
        private Previous write(Part part, Previous before) {
            var key = MeasureWrites.arrived(part.measure, arrival, part.number);
            // Nothing of the device is written before what was before it, so this is no news.
            var outcome = writes.arrivedBefore(sender, key);
            if (outcome != null) {
                return repeated(part, outcome, before);
            }
            var mapping = Mapping.of(sender.profile(), part.measure, arrival, before.past());
            var same = mapping.sameness();
            if (same != null
                    && (writes.declared(sender, same) != null
                            || declared.putIfAbsent(same, part) != null)) {
                return repeated(part, ReadingOutcome.NOTHING, before);
            }
            part.written = writes.mapped(sender, part.measure, arrival, mapping);
            arrived.put(key, part);
            return arrival.held() || Connectivity.isAll(part.measure)
                    ? before
                    : before.then(
                            MeasureWrites.heard(sender.profile(), part.measure, arrival),
                            mapping.context());
        }

        private Previous repeated(Part part, ReadingOutcome outcome, Previous before) {
            writes.countRepeated();
            part.written = CompletableFuture.completedFuture(outcome);
            return before;
        }
    }
}
