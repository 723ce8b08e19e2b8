package city.auriga.core.entity;

import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Port: stores EntityMaps (5.14). One that has expired at {@code now} does not exist. */
public interface EntityMaps {
    /**
     * Stores a new map, which gets an id. Where a tenant has more than it may, its oldest give way.
     *
     * @param context as the map remembers it
     * @throws NgsiLdException TooManyResults if it is larger than all that a tenant may have
     */
    EntityMap create(
            Tenant tenant, List<String> ids, String context, Instant expiresAt, Instant now);

    Optional<EntityMap> find(Tenant tenant, String id, Instant now);

    /** Takes ids out of a map; they do not come back. */
    void remove(Tenant tenant, String id, Collection<String> ids);

    /**
     * @return whether there is such a map
     */
    boolean changeExpiry(Tenant tenant, String id, Instant expiresAt, Instant now);

    /**
     * @return whether there was such a map
     */
    boolean delete(Tenant tenant, String id, Instant now);
}
