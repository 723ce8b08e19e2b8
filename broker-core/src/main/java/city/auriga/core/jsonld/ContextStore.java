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
     * What is known of an @context besides its value.
     *
     * @param id a URI, of one @context of one tenant
     * @param kind never {@link ContextKind#CACHED}
     * @param hits how often it was used, as far as that was recorded
     */
    record Summary(
            String id,
            ContextKind kind,
            Instant createdAt,
            long hits,
            @Nullable Instant lastUsage) {}

    /**
     * An @context as it is kept.
     *
     * @param value of the member {@code @context}
     */
    record Stored(Summary summary, JsonNode value) {
        /** An @context that nobody has used yet. */
        public static Stored of(String id, ContextKind kind, JsonNode value, Instant now) {
            return new Stored(new Summary(id, kind, now, 0, null), value);
        }

        public String id() {
            return summary.id();
        }

        public ContextKind kind() {
            return summary.kind();
        }
    }

    /** Uses of an @context that were not recorded before. */
    record Uses(Tenant tenant, String id, long hits, Instant lastUsage) {}

    /**
     * How much of a tenant's may be kept.
     *
     * @param bytes of the values, as JSON text in UTF-8
     */
    record Limit(int number, long bytes) {}

    /**
     * Keeps an @context until it is deleted; one with the same id stays as it is, and is kept until
     * then from now on. Those for replies do not count against the limit.
     *
     * @return whether it is kept; false if there is no room
     */
    boolean keep(Tenant tenant, Stored context, Limit limit);

    /**
     * Keeps an @context that was made for a reply until it is deleted, or nobody uses it, or others
     * need its place: those for replies that were not used for the longest time make room. One with
     * the same id stays as it is, but counts as used when this one was created, so that it does not
     * go just now.
     *
     * @param recent a use since then need not be noted
     * @return whether it is kept; false if it is larger than the limit
     */
    boolean keepForReply(Tenant tenant, Stored context, Limit limit, Instant recent);

    Optional<Stored> find(Tenant tenant, String id);

    /** All of a tenant, the oldest first. */
    List<Summary> list(Tenant tenant);

    /** False if there is none. */
    boolean delete(Tenant tenant, String id);

    /** Takes out those for replies, of all tenants, that nobody used since then. */
    void deleteUnused(Instant since);

    /** Adds to the counts, in one statement; those of an @context that is gone are lost. */
    void record(List<Uses> uses);
}
