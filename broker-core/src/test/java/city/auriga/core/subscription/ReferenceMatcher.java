package city.auriga.core.subscription;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.EntityChange;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which changes concern a subscription (5.2.12, 5.8.6), as plainly as it can be said: from the
 * Entity before and after alone, every subscription on its own.
 */
final class ReferenceMatcher {
    private ReferenceMatcher() {}

    /** Triggers and watched Attributes; the conditions are the business of the evaluator. */
    static boolean concerns(EntityChange change, Set<Trigger> triggers, Set<String> watched) {
        var before = change.before();
        var after = change.after();
        var names = new HashSet<String>();
        names.addAll(attributes(before).keySet());
        names.addAll(attributes(after).keySet());
        boolean any = false;
        for (var name : names) {
            if (!watched.isEmpty() && !watched.contains(name)) {
                continue;
            }
            var events = events(instances(before, name), instances(after, name));
            any |= !events.isEmpty();
            if (events.stream().anyMatch(triggers::contains)) {
                return true;
            }
        }
        boolean concerned = any || watched.isEmpty();
        if (before == null) {
            return triggers.contains(Trigger.ENTITY_CREATED) && concerned;
        }
        if (after == null) {
            return triggers.contains(Trigger.ENTITY_DELETED) && concerned;
        }
        return triggers.contains(Trigger.ENTITY_UPDATED) && any;
    }

    /** Of one Attribute, by what its instances were and are. */
    private static Set<Trigger> events(Map<String, String> before, Map<String, String> after) {
        var events = new HashSet<Trigger>();
        if (!after.keySet().containsAll(before.keySet())) {
            events.add(Trigger.ATTRIBUTE_DELETED);
        }
        if (before.isEmpty() && !after.isEmpty()) {
            events.add(Trigger.ATTRIBUTE_CREATED);
        }
        if (!before.isEmpty()
                && after.entrySet().stream()
                        .anyMatch(e -> !e.getValue().equals(before.get(e.getKey())))) {
            events.add(Trigger.ATTRIBUTE_UPDATED);
        }
        return events;
    }

    private static Map<String, List<Attribute>> attributes(@Nullable Entity entity) {
        return entity == null ? Map.of() : entity.attributes();
    }

    /** What each instance says, but for the times that the broker sets. */
    private static Map<String, String> instances(@Nullable Entity entity, String name) {
        var said = new HashMap<String, String>();
        attributes(entity)
                .getOrDefault(name, List.of())
                .forEach(a -> said.put(String.valueOf(a.datasetId()), untimed(a).toString()));
        return said;
    }

    private static Attribute untimed(Attribute a) {
        var attributes = new TreeMap<String, List<Attribute>>();
        a.attributes()
                .forEach((name, all) ->
                        attributes.put(name, all.stream().map(ReferenceMatcher::untimed).toList()));
        return new Attribute(
                a.value(),
                a.datasetId(),
                a.observedAt(),
                a.unitCode(),
                a.valueType(),
                a.objectTypes(),
                attributes,
                Instant.EPOCH,
                Instant.EPOCH,
                a.expiresAt());
    }
}
