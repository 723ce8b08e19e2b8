package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Port: which subscriptions this installation has made at another broker, and the secret by which
 * their notifications are known. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface BrokerSubscriptions {
    /**
     * One of them.
     *
     * @param type of the Entities, expanded
     * @param attribute that is watched, expanded
     * @param endpoint where its notifications go
     * @param since from when on changes count
     */
    record Made(
            Tenant tenant,
            String id,
            String type,
            String attribute,
            String endpoint,
            Instant since) {
        /** One that there may be, or not yet: its changes up to now may not have been told. */
        public Made begun() {
            return new Made(tenant, id, type, attribute, "", since);
        }
    }

    /** The same for all processes, for good. */
    String secret();

    /** Those of all tenants. */
    List<Made> all();

    /** Since when changes of an Attribute count; empty if no subscription watches it. */
    Optional<Instant> since(Tenant tenant, String attribute);

    /** Remembers one. If it is known already, since when it counts does not change. */
    void put(Made made);

    void remove(Made made);
}
