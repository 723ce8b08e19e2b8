package city.auriga.core.entity;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;

/** Port: the tenants that there are (4.14), for operators. */
public interface KnownTenants {
    /** All tenants, in the order of their names. */
    List<Known> list();

    /**
     * Removes a tenant with all that it holds: entities and their history, subscriptions, devices.
     * From the beginning on nobody can write to it, until it is gone; what a process does not
     * finish is finished later.
     *
     * @return whether it was there
     */
    boolean remove(Tenant tenant);

    /**
     * A tenant that exists, or of which something is left.
     *
     * @param createdAt when the first content was created in it
     * @param isBeingRemoved whether somebody has begun to remove it
     */
    record Known(Tenant tenant, Instant createdAt, boolean isBeingRemoved) {}
}
