package city.auriga.storage.writer;

import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import java.util.Comparator;

/** What the lanes are chosen by and the rows are locked by, in this order. */
record Key(Tenant tenant, EntityId id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
            Comparator.comparing((Key k) -> k.tenant.name()).thenComparing(Key::id);

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
