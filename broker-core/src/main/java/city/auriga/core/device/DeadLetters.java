package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.util.List;

/**
 * Port: stores readings that could not be used. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeadLetters {
    /**
     * Adds letters; one that is there already (tenant, reason, source, payload) is counted up. That
     * of a tenant that does not exist, or is being removed, becomes the default tenant's.
     */
    void add(List<DeadLetter> letters);

    /** The newest first. */
    List<DeadLetter.Stored> list(Tenant tenant, int limit, int offset);

    long count(Tenant tenant);

    boolean remove(Tenant tenant, long id);

    void removeAll(Tenant tenant);

    /** Removes the oldest letters until at most so many are left over all tenants. */
    void keep(int letters);
}
