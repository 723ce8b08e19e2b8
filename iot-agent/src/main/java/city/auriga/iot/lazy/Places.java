package city.auriga.iot.lazy;

import city.auriga.core.model.Tenant;
import java.util.HashMap;
import java.util.Map;

/** A bounded number of places, of which a tenant takes no more than it leaves to others. */
final class Places {
    private final Map<Tenant, Integer> taken = new HashMap<>();
    private int free;

    Places(int places) {
        this.free = places;
    }

    synchronized boolean tryTake(Tenant tenant) {
        if (taken.getOrDefault(tenant, 0) >= free) {
            return false;
        }
        free--;
        taken.merge(tenant, 1, Integer::sum);
        return true;
    }

    synchronized void giveBack(Tenant tenant) {
        free++;
        taken.computeIfPresent(tenant, (_, places) -> places == 1 ? null : places - 1);
    }
}
