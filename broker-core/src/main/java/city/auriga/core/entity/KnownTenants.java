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
     *
     * @return whether it was there
     */
    boolean remove(Tenant tenant);

    /**
     * A tenant that exists.
     *
     * @param createdAt when the first content was created in it
     */
    record Known(Tenant tenant, Instant createdAt) {}
}
