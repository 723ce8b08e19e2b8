package city.auriga.iot.reading;

import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceKey;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Past;
import city.auriga.iot.payload.Measure;
import city.auriga.iot.reading.Trace.Written;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What devices sent before: for those whose expressions look back, and to tell what comes again. In
 * memory, within bounds; what was measured and is not there any more comes from the last measure,
 * where that is stored, or is not known.
 */
public final class DeviceMemory {
    /** Values, and parts of them, of all devices together. */
    private static final long MOST = 1_000_000;

    /** Measures of all devices together. */
    private static final long MOST_TRACED = 300_000;

    private static final int CHARACTERS_OF_A_PART = 32;

    private final DeviceActivities activities;
    private final Turns<Address> turns;
    private final Cache<Address, Previous> contexts =
            Caffeine.newBuilder()
                    .maximumWeight(MOST)
                    .weigher((Address _, Previous previous) -> previous.weight())
                    .build();

    /** Apart, since there are so many. */
    private final Cache<Address, Trace> traces =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_TRACED)
                    .weigher((Address _, Trace trace) -> 1 + trace.size())
                    .build();

    private final Repeats declared = new Repeats();
    private final Repeats named = new Repeats();

    /**
     * @param waiting measures that may wait for those before them
     */
    public DeviceMemory(DeviceActivities activities, int waiting) {
        this.activities = activities;
        this.turns = new Turns<>(waiting);
    }

    /** A measure that the next one looks back at. */
    record Previous(Instant time, ObjectNode context) {
        Past past() {
            return context.isEmpty() ? Past.NONE : new Past(context);
        }

        /**
         * With what was measured next. One that is late by its own time is not the one before the
         * next; one without has only been overtaken.
         */
        Previous then(Measure measure, Instant heard, ObjectNode of) {
            if (heard.isBefore(time)) {
                return measure.time() == null ? new Previous(time, of) : this;
            }
            return new Previous(heard, of);
        }

        /** The later of them. */
        Previous then(Previous next) {
            return next.time.isBefore(time) ? this : next;
        }

        int weight() {
            return DeviceMemory.weight(context);
        }
    }

    private static int weight(JsonNode node) {
        if (!node.isContainer()) {
            return 1 + (node.isString() ? node.stringValue().length() / CHARACTERS_OF_A_PART : 0);
        }
        int weight = 1;
        for (var part : node) {
            weight += weight(part);
        }
        return weight;
    }

    /**
     * Works on measures once those of the device before them are committed, since they look back at
     * them.
     *
     * @param work may block
     */
    CompletableFuture<@Nullable Void> inTurn(
            Sender sender, int measures, Supplier<CompletableFuture<?>> work) {
        var address = sender.commands().address();
        return turns.take(address, address.tenant(), measures, work);
    }

    /** What devices declare to be the same. */
    Repeats declared() {
        return declared;
    }

    /** What their networks do. */
    Repeats named() {
        return named;
    }

    /**
     * Writes a measure that has no time of its own, unless it comes again.
     *
     * @param anew whether one of which something was refused is written once more
     * @param repeated is called if it is not written
     */
    CompletableFuture<ReadingOutcome> once(
            Sender sender,
            Arrived arrived,
            boolean anew,
            Supplier<CompletableFuture<ReadingOutcome>> write,
            Runnable repeated) {
        var trace = trace(sender);
        var begun = new CompletableFuture<ReadingOutcome>();
        var before = trace.begin(arrived, begun, anew);
        if (before != null) {
            repeated.run();
            return before.thenApply(ReadingOutcome::ofRepeat);
        }
        keep(sender, trace);
        CompletableFuture<ReadingOutcome> written;
        try {
            written = write.get();
        } catch (RuntimeException | Error unforeseen) {
            // What has begun must end: else it would be taken for under way when it comes again.
            written = CompletableFuture.failedFuture(unforeseen);
        }
        var _ =
                written.whenComplete((outcome, error) -> {
                    trace.end(arrived, begun, error == null ? outcome : null);
                    if (error == null) {
                        begun.complete(outcome);
                    } else {
                        begun.completeExceptionally(error);
                    }
                });
        return begun;
    }

    /** What came of the same measure; null if it is new. */
    @Nullable Written find(Sender sender, Arrived arrived) {
        return trace(sender).find(arrived);
    }

    /** Blocks if this process has not heard the device lately. */
    Previous previous(Sender sender) {
        var address = sender.commands().address();
        var known = contexts.getIfPresent(address);
        if (known == null) {
            known = stored(sender).orElseGet(() -> new Previous(Instant.MIN, nothing()));
            contexts.put(address, known);
        }
        return known;
    }

    /** After the commit. */
    void remember(Sender sender, Previous last, Map<Arrived, Written> written) {
        contexts.asMap().merge(sender.commands().address(), last, Previous::then);
        var trace = trace(sender);
        trace.add(written);
        keep(sender, trace);
    }

    private Trace trace(Sender sender) {
        return traces.get(sender.commands().address(), _ -> new Trace());
    }

    /** It weighs more than before. */
    private void keep(Sender sender, Trace trace) {
        traces.put(sender.commands().address(), trace);
    }

    /** As the expressions saw it, but for what they made of the measure before it. */
    private Optional<Previous> stored(Sender sender) {
        var profile = sender.profile();
        var apikey = sender.commands().address().apikey();
        var device = new DeviceKey(profile.tenant(), profile.path(), apikey, profile.device());
        return Optional.ofNullable(activities.find(List.of(device)).get(device))
                .flatMap(activity -> stored(sender, activity));
    }

    private static Optional<Previous> stored(Sender sender, DeviceActivity activity) {
        var time = activity.lastMeasure();
        var measure = activity.measure();
        if (time == null || measure == null) {
            return Optional.empty();
        }
        var mapping =
                Mapping.of(
                        sender.profile(),
                        LastMeasure.read(measure),
                        new Arrival(time, "", Map.of()),
                        Past.NONE);
        mapping.apply(false);
        return Optional.of(new Previous(time, mapping.context()));
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
