package city.auriga.iot.reading;

import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceKey;
import city.auriga.iot.device.Sender;
import city.auriga.iot.mapping.Arrival;
import city.auriga.iot.mapping.Mapping;
import city.auriga.iot.mapping.Past;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What devices measured before, for those whose expressions ask. In memory, within bounds; what is
 * not there any more comes from the last measure, where that is stored, or is not known.
 */
public final class DeviceMemory {
    /** Values, and parts of them, of all devices together. */
    private static final long MOST = 1_000_000;

    private static final int CHARACTERS_OF_A_PART = 32;

    private final DeviceActivities activities;
    private final DeviceTurns turns = new DeviceTurns();
    private final Cache<Address, Previous> contexts =
            Caffeine.newBuilder()
                    .maximumWeight(MOST)
                    .weigher((Address _, Previous previous) -> weight(previous.context))
                    .build();

    public DeviceMemory(DeviceActivities activities) {
        this.activities = activities;
    }

    private record Previous(Instant time, ObjectNode context) {}

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
     * Works on a measure once those of the device before it are committed, or have failed, since it
     * looks back at them.
     *
     * @param work may block
     */
    CompletableFuture<ReadingOutcome> inTurn(
            Sender sender, Supplier<CompletableFuture<ReadingOutcome>> work) {
        return turns.take(sender.commands().address(), work);
    }

    /** Blocks if this process has not heard the device lately. */
    Past past(Sender sender) {
        var address = sender.commands().address();
        var known = contexts.getIfPresent(address);
        if (known == null) {
            known = stored(sender).orElseGet(() -> new Previous(Instant.MIN, nothing()));
            contexts.put(address, known);
        }
        return known.context.isEmpty() ? Past.NONE : new Past(known.context);
    }

    /**
     * @param time of the measure; one that is late is not the one before the next
     */
    void remember(Sender sender, Instant time, ObjectNode context) {
        contexts.asMap()
                .merge(
                        sender.commands().address(),
                        new Previous(time, context),
                        (old, latest) -> latest.time.isBefore(old.time) ? old : latest);
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
