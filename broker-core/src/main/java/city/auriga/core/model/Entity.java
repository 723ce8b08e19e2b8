package city.auriga.core.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An Entity (4.5.1). Immutable; all names are expanded.
 *
 * @param types expanded, at least one, without repetition
 * @param scopes each with a leading slash; empty if the Entity has none
 * @param attributes instances by expanded name, in their order; never an empty list
 * @param expiresAt from when on the Entity is invalid (4.22)
 */
public record Entity(
        EntityId id,
        List<String> types,
        List<String> scopes,
        Map<String, List<Attribute>> attributes,
        Instant createdAt,
        Instant modifiedAt,
        @Nullable Instant expiresAt) {

    public Entity {
        types = List.copyOf(types);
        scopes = List.copyOf(scopes);
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(attributes);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** The instances of an Attribute, empty if there is none. */
    public List<Attribute> instances(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    /** The instance of an Attribute with this datasetId; null means the default instance. */
    public Optional<Attribute> instance(String name, @Nullable String datasetId) {
        return Attributes.instance(instances(name), datasetId);
    }

    public Entity withAttributes(Map<String, List<Attribute>> newAttributes) {
        return new Entity(id, types, scopes, newAttributes, createdAt, modifiedAt, expiresAt);
    }

    /** When the Entity or the first thing in it expires (4.22); null if nothing is transient. */
    public @Nullable Instant nextExpiry() {
        return Attributes.earlier(expiresAt, Attributes.nextExpiry(attributes));
    }

    /** What is valid at an instant: without expired Attributes and sub-attributes (4.22). */
    public Entity live(Instant now) {
        return Attributes.mayExpire(attributes)
                ? withAttributes(Attributes.live(attributes, now))
                : this;
    }
}
