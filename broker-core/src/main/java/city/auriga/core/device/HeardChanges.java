package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Port: up to which change of an Attribute another broker has told us. Every method may throw
 * {@link city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface HeardChanges {
    /** What changed longer ago than this asks for nothing any more. */
    Duration OLDEST = Duration.ofDays(30);

    /** When the newest known change of each instance was; by datasetId, empty for none. */
    Map<String, Instant> newest(Tenant tenant, String entity, String attribute);

    /**
     * Remembers changes; an older one never takes the place of a newer one.
     *
     * @throws city.auriga.core.problem.NgsiLdException NonexistentTenant if the tenant is gone
     */
    void heard(Tenant tenant, String entity, String attribute, Map<String, Instant> changes);

    /**
     * Forgets what changed longer ago than {@link #OLDEST}. First {@link BrokerSubscriptions#since}
     * becomes as late, for good: nobody takes what is forgotten for new, be it an older program.
     *
     * @param now by our clock; that of the database counts if it is earlier
     */
    void forget(Instant now);
}
