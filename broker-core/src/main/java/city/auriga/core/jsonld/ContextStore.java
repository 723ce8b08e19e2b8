package city.auriga.core.jsonld;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Port: the @contexts that this broker serves (5.13), those of clients and those that it made
 * itself. They never change, but may be deleted; each is known to its tenant alone.
 */
public interface ContextStore {
    /**
     * An @context as it is kept.
     *
     * @param id a URI, of one @context of one tenant
     * @param kind never {@link ContextKind#CACHED}
     * @param value of the member {@code @context}
     * @param hits how often it was used, as far as that was recorded
     */
    record Stored(
            String id,
            ContextKind kind,
            JsonNode value,
            Instant createdAt,
            long hits,
            @Nullable Instant lastUsage) {
        /** An @context that nobody has used yet. */
        public static Stored of(String id, ContextKind kind, JsonNode value, Instant now) {
            return new Stored(id, kind, value, now, 0, null);
        }
    }

    /** Uses of an @context that were not recorded before. */
    record Uses(Tenant tenant, String id, long hits, Instant lastUsage) {}

    /**
     * Keeps an @context; one with the same id stays as it is.
     *
     * @param limit how many a tenant may have
     * @return false if the tenant has as many already, or the id is taken
     */
    boolean add(Tenant tenant, Stored context, int limit);

    Optional<Stored> find(Tenant tenant, String id);

    /** All of a tenant, the oldest first. */
    List<Stored> list(Tenant tenant);

    /** False if there is none. */
    boolean delete(Tenant tenant, String id);

    /** Adds to the counts; those of an @context that is gone are lost. */
    void record(List<Uses> uses);
}
