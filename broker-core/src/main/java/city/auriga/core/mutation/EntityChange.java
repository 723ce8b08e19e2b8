package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An accepted change of one Entity: what history and notifications are made from.
 *
 * @param before null if the Entity is new
 * @param after null if the Entity is gone
 * @param attributes Attribute instances that were written or removed
 * @param scopeChanged whether the scopes differ
 * @param late instances that only the history gets, since newer ones are there
 * @param at the time of the request
 * @param origin the device that measured it, if it must not be told of it; else null
 */
public record EntityChange(
        Tenant tenant,
        EntityId id,
        @Nullable Entity before,
        @Nullable Entity after,
        List<AttributeChange> attributes,
        boolean scopeChanged,
        List<AttributeChange> late,
        Instant at,
        @Nullable String origin) {
    public EntityChange {
        attributes = List.copyOf(attributes);
        late = List.copyOf(late);
    }

    /** Without anything late. */
    public EntityChange(
            Tenant tenant,
            EntityId id,
            @Nullable Entity before,
            @Nullable Entity after,
            List<AttributeChange> attributes,
            boolean scopeChanged,
            Instant at) {
        this(tenant, id, before, after, attributes, scopeChanged, List.of(), at, null);
    }

    /** All that the history gets. */
    public List<AttributeChange> recorded() {
        return late.isEmpty()
                ? attributes
                : Stream.concat(attributes.stream(), late.stream()).toList();
    }

    /**
     * The Entity that conditions are tested on: the new state, or the last one of a deleted Entity
     * (5.8.6).
     */
    public Entity image() {
        return Objects.requireNonNull(after == null ? before : after);
    }
}
