package city.auriga.storage.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import java.util.Comparator;

/** What the lanes are chosen by and the rows are locked by, in this order. */
public record EntityKey(Tenant tenant, EntityId id) implements Comparable<EntityKey> {
    private static final Comparator<EntityKey> ORDER =
            Comparator.comparing((EntityKey k) -> k.tenant.name()).thenComparing(EntityKey::id);

    @Override
    public int compareTo(EntityKey other) {
        return ORDER.compare(this, other);
    }

    /** One of so many lanes, always the same for one Entity. */
    public int lane(int lanes) {
        return Math.floorMod(order(), lanes);
    }

    /** The same for what is done to one Entity one after the other. */
    public int order() {
        return 31 * tenant.name().hashCode() + id.value().hashCode();
    }
}
