package city.auriga.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attribute instances by name: look-up and replacement by datasetId (4.5.5). */
public final class Attributes {
    private Attributes() {}

    public static Optional<Attribute> instance(
            List<Attribute> instances, @Nullable String datasetId) {
        for (var instance : instances) {
            if (Objects.equals(instance.datasetId(), datasetId)) {
                return Optional.of(instance);
            }
        }
        return Optional.empty();
    }

    /** Puts an instance in the place of the one with the same datasetId, or behind the others. */
    public static void put(
            Map<String, List<Attribute>> attributes, String name, Attribute instance) {
        attributes.merge(
                name,
                List.of(instance),
                (old, added) -> {
                    var all = new ArrayList<>(old);
                    int index = indexOf(old, instance.datasetId());
                    if (index < 0) {
                        all.add(instance);
                    } else {
                        all.set(index, instance);
                    }
                    return List.copyOf(all);
                });
    }

    /** Removes one instance; the name goes with its last one. */
    public static void remove(
            Map<String, List<Attribute>> attributes, String name, @Nullable String datasetId) {
        attributes.computeIfPresent(
                name,
                (key, old) -> {
                    var kept =
                            old.stream()
                                    .filter(a -> !Objects.equals(a.datasetId(), datasetId))
                                    .toList();
                    return kept.isEmpty() ? null : kept;
                });
    }

    /** Whether any instance or sub-attribute is transient (4.22). */
    static boolean mayExpire(Map<String, List<Attribute>> attributes) {
        for (var instances : attributes.values()) {
            for (var instance : instances) {
                if (instance.expiresAt() != null || mayExpire(instance.attributes())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** When the first instance or sub-attribute expires; null if none is transient. */
    static @Nullable Instant nextExpiry(Map<String, List<Attribute>> attributes) {
        Instant next = null;
        for (var instances : attributes.values()) {
            for (var instance : instances) {
                next = earlier(next, instance.expiresAt());
                if (!instance.attributes().isEmpty()) {
                    next = earlier(next, nextExpiry(instance.attributes()));
                }
            }
        }
        return next;
    }

    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** The instances that are valid at an instant. */
    static Map<String, List<Attribute>> live(Map<String, List<Attribute>> attributes, Instant now) {
        var live = new LinkedHashMap<String, List<Attribute>>();
        attributes.forEach((name, instances) -> {
            var kept =
                    instances.stream()
                            .filter(a -> !a.isExpired(now))
                            .map(a -> a.live(now))
                            .toList();
            if (!kept.isEmpty()) {
                live.put(name, kept);
            }
        });
        return live;
    }

    private static int indexOf(List<Attribute> instances, @Nullable String datasetId) {
        for (int i = 0; i < instances.size(); i++) {
            if (Objects.equals(instances.get(i).datasetId(), datasetId)) {
                return i;
            }
        }
        return -1;
    }
}
