package city.auriga.core.registration;

import city.auriga.core.model.Tenant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Which Context Source this broker is (5.15.1): the same for all processes on one database, and
 * another one for each tenant.
 */
public final class SourceIdentity {
    private final Supplier<UUID> id;
    private final String configuredAlias;

    /**
     * @param id that the database has given itself; asked for when it is needed
     * @param configuredAlias as hops of forwarded requests shall name this broker; empty for one
     *     that is made of the id
     */
    public SourceIdentity(Supplier<UUID> id, String configuredAlias) {
        this.id = id;
        this.configuredAlias = configuredAlias;
    }

    /** A URI. */
    public String id(Tenant tenant) {
        return "urn:ngsi-ld:ContextSourceIdentity:" + id.get() + suffix(":", tenant);
    }

    /** A pseudonym (RFC 9110, Via). */
    public String alias(Tenant tenant) {
        var base =
                configuredAlias.isEmpty()
                        ? "auriga-" + id.get().toString().substring(0, 8)
                        : configuredAlias;
        return base + suffix("-", tenant);
    }

    private static String suffix(String separator, Tenant tenant) {
        return tenant.isDefault() ? "" : separator + tenant.name();
    }
}
