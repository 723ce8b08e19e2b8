package city.auriga.core.mutation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.MutationResult.NotUpdated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An Entity while a mutation works on it: keeps {@code createdAt}, sets {@code modifiedAt} (0.4 of
 * clause 5.5.11) and notes what changed.
 */
final class Draft {
    private final Entity current;
    private final Instant now;
    private final Set<String> types;
    private final Map<String, List<Attribute>> attributes;
    private final List<AttributeChange> changes = new ArrayList<>();
    private final List<AttributeChange> late = new ArrayList<>();
    private final Set<String> updated = new LinkedHashSet<>();
    private int thinned;
    private final List<NotUpdated> notUpdated = new ArrayList<>();
    private List<String> scopes;
    private @Nullable Instant expiresAt;
    private boolean changed;

    Draft(Entity current, Instant now) {
        this.current = current;
        this.now = now;
        this.types = new LinkedHashSet<>(current.types());
        this.attributes = new LinkedHashMap<>(current.attributes());
        this.scopes = current.scopes();
        this.expiresAt = current.expiresAt();
    }

    Instant now() {
        return now;
    }

    Optional<Attribute> find(String name, @Nullable String datasetId) {
        return Attributes.instance(instances(name), datasetId);
    }

    List<Attribute> instances(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    List<String> names() {
        return List.copyOf(attributes.keySet());
    }

    boolean hasScope() {
        return !scopes.isEmpty();
    }

    List<String> scopes() {
        return scopes;
    }

    @Nullable Instant expiresAt() {
        return expiresAt;
    }

    /**
     * Writes a whole instance in the place of the one with its datasetId, which passes on its
     * {@code createdAt}.
     */
    void put(String name, Attribute instance) {
        var old = find(name, instance.datasetId());
        var written = old.map(o -> instance.withCreatedAt(o.createdAt())).orElse(instance);
        Attributes.put(attributes, name, written);
        changes.add(new AttributeChange(name, old.orElse(null), written));
        noteUpdated(name);
    }

    /** Notes an instance that was observed before the one that stays. */
    void record(String name, Attribute instance) {
        late.add(new AttributeChange(name, null, instance));
    }

    /** Writes what a patch has made of an instance, unless that is the instance itself. */
    @SuppressWarnings("ReferenceEquality") // a patch that writes the same again is a change
    void change(String name, Attribute patched) {
        if (find(name, patched.datasetId()).filter(old -> old == patched).isEmpty()) {
            put(name, patched);
        }
    }

    /** Removes an instance; false if there is none. */
    boolean drop(String name, @Nullable String datasetId) {
        var old = find(name, datasetId);
        if (old.isEmpty()) {
            return false;
        }
        Attributes.remove(attributes, name, datasetId);
        changes.add(new AttributeChange(name, old.get(), null));
        noteUpdated(name);
        return true;
    }

    void dropAll(String name) {
        for (var instance : instances(name)) {
            drop(name, instance.datasetId());
        }
    }

    void addTypes(List<String> added) {
        changed |= types.addAll(added);
    }

    void replaceTypes(List<String> replacement) {
        if (!Set.copyOf(types).equals(Set.copyOf(replacement))) {
            types.clear();
            changed |= types.addAll(replacement);
        }
    }

    void scopes(@Nullable List<String> replacement, String scopeName) {
        scopes = replacement == null ? List.of() : replacement;
        noteUpdated(scopeName);
    }

    void expiresAt(@Nullable Instant instant) {
        expiresAt = instant;
        changed = true;
    }

    void noteUpdated(String name) {
        updated.add(name);
        changed = true;
    }

    void noteThinned() {
        thinned++;
    }

    void noteSkipped(String name, String reason) {
        notUpdated.add(new NotUpdated(name, reason));
    }

    Outcome finish(boolean created) {
        if (!changed) {
            return new Outcome(current, List.of(), false, false, late, result(created));
        }
        var entity =
                new Entity(
                        current.id(),
                        List.copyOf(types),
                        scopes,
                        attributes,
                        current.createdAt(),
                        now,
                        expiresAt);
        return new Outcome(
                entity, changes, true, !scopes.equals(current.scopes()), late, result(created));
    }

    private MutationResult result(boolean created) {
        return notUpdated.isEmpty() && updated.isEmpty() && thinned == 0
                ? (created ? MutationResult.CREATED : MutationResult.UPDATED)
                : new MutationResult(created, List.copyOf(updated), notUpdated, thinned);
    }
}
