package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The components that configs told of, by the topics on which they speak. */
final class DiscoveredComponents {
    private final long most;
    private final Map<String, List<DiscoveredComponent>> configs = new HashMap<>();
    private final Map<String, Set<DiscoveredComponent>> states = new HashMap<>();
    private final Map<String, Set<DiscoveredComponent>> availabilities = new HashMap<>();
    private final Map<String, Set<DiscoveredComponent>> orders = new HashMap<>();

    /** What was last said on topics about availability. */
    private final Map<String, Boolean> there = new HashMap<>();

    private long weight;
    private long size;

    /**
     * @param most bytes, about
     */
    DiscoveredComponents(long most) {
        this.most = most;
    }

    /**
     * Takes what a config says now in the place of what it said before.
     *
     * @throws PayloadException if all configs together are too much
     */
    synchronized void put(String config, List<DiscoveredComponent> components) {
        var before = configs.getOrDefault(config, List.of());
        if (before.equals(components)) {
            return;
        }
        long change = weight(config, components) - weight(config, before);
        if (change > 0 && weight + change > most) {
            throw new PayloadException(
                    "the configs of this group are more than " + most + " bytes");
        }
        weight += change;
        size += components.size() - before.size();
        before.forEach(this::remove);
        if (components.isEmpty()) {
            configs.remove(config);
        } else {
            configs.put(config, List.copyOf(components));
            components.forEach(this::add);
        }
    }

    private static long weight(String config, List<DiscoveredComponent> components) {
        return components.isEmpty()
                ? 0
                : 2L * config.length()
                        + components.stream().mapToLong(DiscoveredComponent::weight).sum();
    }

    private void add(DiscoveredComponent component) {
        add(states, component.state(), component);
        component.available().forEach(one -> add(availabilities, one.topic(), component));
        if (component.order() != null) {
            add(orders, key(component.device(), component.name()), component);
        }
    }

    private void remove(DiscoveredComponent component) {
        remove(states, component.state(), component);
        for (var one : component.available()) {
            remove(availabilities, one.topic(), component);
            if (!availabilities.containsKey(one.topic())) {
                there.remove(one.topic());
            }
        }
        remove(orders, key(component.device(), component.name()), component);
    }

    private static void add(
            Map<String, Set<DiscoveredComponent>> index,
            @Nullable String key,
            DiscoveredComponent component) {
        if (key != null) {
            index.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(component);
        }
    }

    private static void remove(
            Map<String, Set<DiscoveredComponent>> index,
            @Nullable String key,
            DiscoveredComponent component) {
        var found = key == null ? null : index.get(key);
        if (found != null && found.remove(component) && found.isEmpty()) {
            index.remove(key);
        }
    }

    private static String key(String device, String name) {
        return name + "/" + device;
    }

    /** Those whose state is published there. */
    synchronized List<DiscoveredComponent> ofState(String topic) {
        return copy(states.get(topic));
    }

    /** Those whose availability is published there. */
    synchronized List<DiscoveredComponent> ofAvailability(String topic) {
        return copy(availabilities.get(topic));
    }

    private static List<DiscoveredComponent> copy(@Nullable Collection<DiscoveredComponent> all) {
        return all == null ? List.of() : List.copyOf(all);
    }

    /** What takes a command. */
    synchronized Optional<DiscoveredComponent> ofOrder(String device, String name) {
        return copy(orders.get(key(device, name))).stream().findFirst();
    }

    /**
     * Takes down what was said about the availability of a component.
     *
     * @return whether it is available after all that was said
     */
    synchronized boolean isThere(DiscoveredComponent component, String topic, boolean said) {
        if (availabilities.containsKey(topic)) {
            there.put(topic, said);
        }
        boolean anyThere = false;
        boolean anyGone = false;
        for (var one : component.available()) {
            var known = one.topic().equals(topic) ? Boolean.valueOf(said) : there.get(one.topic());
            anyThere |= Boolean.TRUE.equals(known);
            anyGone |= Boolean.FALSE.equals(known);
        }
        return component.anyAvailable() ? anyThere : !anyGone;
    }

    synchronized long size() {
        return size;
    }
}
