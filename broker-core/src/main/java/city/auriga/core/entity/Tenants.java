package city.auriga.core.entity;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Port: which tenants exist (4.14). */
public interface Tenants {
    /** Whether a tenant exists; one that is being removed does not. */
    default boolean exists(Tenant tenant) {
        return since(tenant).isPresent();
    }

    /**
     * Since when a tenant exists. One that was removed and created again is another one, though of
     * the same name.
     *
     * @return empty if it does not exist, or is being removed
     */
    Optional<Instant> since(Tenant tenant);

    /**
     * Creates content in a tenant, and the tenant first if it does not exist. Nothing else creates
     * tenants.
     *
     * @param content run once more if the tenant was removed just before
     * @throws city.auriga.core.problem.NgsiLdException of the content; ServiceUnavailable if the
     *     tenant is being removed
     */
    <T> T creating(Tenant tenant, Supplier<T> content);
}
