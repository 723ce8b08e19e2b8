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
import org.jspecify.annotations.Nullable;
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
    private final Turns<Address> turns;
    private final Cache<Address, Previous> contexts =
            Caffeine.newBuilder()
                    .maximumWeight(MOST)
                    .weigher((Address _, Previous previous) -> weight(previous.context))
                    .build();

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

        /** One that is late is not the one before the next. */
        Previous then(Instant next, ObjectNode of) {
            return next.isBefore(time) ? this : new Previous(next, of);
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
    void remember(Sender sender, Previous last) {
        contexts.asMap()
                .merge(
                        sender.commands().address(),
                        last,
                        (old, latest) -> old.then(latest.time, latest.context));
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
