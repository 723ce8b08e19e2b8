package city.auriga.core.subscription;

import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What happened in a change, in the words of triggers (5.2.12, 5.8.6): for the Entity, and for each
 * of its Attributes that really changed. Writing the same again is no change.
 */
final class ChangeEvents {
    private final EntityChange change;
    private final Map<String, Set<Trigger>> attributes = new HashMap<>();

    ChangeEvents(EntityChange change) {
        this.change = change;
        change.attributes().forEach(this::add);
    }

    private void add(AttributeChange attribute) {
        var before = attribute.before();
        var after = attribute.after();
        if (after == null) {
            note(attribute, Trigger.ATTRIBUTE_DELETED);
        } else if (before == null) {
            note(
                    attribute,
                    hadBefore(attribute.name())
                            ? Trigger.ATTRIBUTE_UPDATED
                            : Trigger.ATTRIBUTE_CREATED);
        } else if (!before.saysTheSameAs(after)) {
            note(attribute, Trigger.ATTRIBUTE_UPDATED);
        }
    }

    private void note(AttributeChange attribute, Trigger trigger) {
        attributes
                .computeIfAbsent(attribute.name(), n -> EnumSet.noneOf(Trigger.class))
                .add(trigger);
    }

    private boolean hadBefore(String name) {
        return change.before() != null && !change.before().instances(name).isEmpty();
    }

    /** Whether a subscription with these triggers and watched Attributes is concerned. */
    boolean concern(Set<Trigger> triggers, Set<String> watched) {
        boolean watchedChanged =
                attributes.keySet().stream().anyMatch(name -> isWatched(name, watched));
        if (change.before() == null
                && triggers.contains(Trigger.ENTITY_CREATED)
                && (watched.isEmpty() || watchedChanged)) {
            return true;
        }
        if (change.after() == null
                && triggers.contains(Trigger.ENTITY_DELETED)
                && (watched.isEmpty() || watchedChanged)) {
            return true;
        }
        boolean updated =
                triggers.contains(Trigger.ENTITY_UPDATED)
                        && change.before() != null
                        && change.after() != null;
        return attributes.entrySet().stream()
                .anyMatch(e ->
                        isWatched(e.getKey(), watched)
                                && (updated || e.getValue().stream().anyMatch(triggers::contains)));
    }

    private static boolean isWatched(String name, Set<String> watched) {
        return watched.isEmpty() || watched.contains(name);
    }
}
