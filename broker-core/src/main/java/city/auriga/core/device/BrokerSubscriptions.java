package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * @param command whether it is one, or only watched
     */
    record Made(
            Tenant tenant,
            String id,
            String type,
            String attribute,
            String endpoint,
            Instant since,
            boolean command) {
        /** One that there may be, or not yet: its changes up to now may not have been told. */
        public Made begun() {
            return at("");
        }

        public Made at(String other) {
            return new Made(tenant, id, type, attribute, other, since, command);
        }
    }

    /** The same for all processes, for good. */
    String secret();

    /** Those of all tenants. */
    List<Made> all();

    /**
     * From when on changes of an Attribute count.
     *
     * @param commands from when on they ask for commands; null if it was none up to now
     */
    record Since(Instant changes, @Nullable Instant commands) {}

    /**
     * Since when changes of an Attribute count; empty if no subscription watches it. Nothing is
     * older than {@link HeardChanges#OLDEST}.
     *
     * @param types of the Entity, expanded; where none of them is subscribed to, all types count
     */
    Optional<Since> since(Tenant tenant, String attribute, Set<String> types);

    /**
     * Remembers one. If it is known already, since when it counts does not change, unless it was
     * only watched and is a command now.
     */
    void put(Made made);

    void remove(Made made);
}
