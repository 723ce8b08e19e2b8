package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port: writes to Entities of another broker that wait until it has taken them. Every method but
 * {@link #add} blocks, and may throw {@link city.auriga.core.problem.NgsiLdException} with problem
 * {@code SERVICE_UNAVAILABLE}.
 */
public interface Spool {
    /** What becomes of an instance where there is another one already. */
    enum Kind {
        /** It is left out if one was sent that was observed after it. */
        NEWEST,
        /** It is sent all the same. */
        ALWAYS,
        /** It is left out if the broker has any. */
        ABSENT
    }

    /**
     * What is to be written to one Entity.
     *
     * @param document the Entity, or a part of it, as JSON; for whoever has written it
     */
    record Write(Tenant tenant, String entity, Kind kind, String document) {}

    /**
     * A write that is stored.
     *
     * @param seq of one tenant and process in the order in which they came
     */
    record Row(long seq, Write write) {}

    /**
     * How much waits.
     *
     * @param oldest when the oldest came; null if nothing waits
     */
    record Size(long rows, @Nullable Instant oldest) {}

    /**
     * Stores a write, behind those of this process that were added before.
     *
     * @return completes when it is durable; exceptionally with {@code SERVICE_UNAVAILABLE} if that
     *     is not possible now, or the spool is full, and with {@code NONEXISTENT_TENANT}.
     *     Completion runs on a writer thread: do not block it.
     */
    CompletableFuture<@Nullable Void> add(Write write);

    /** How many rows it may hold. */
    long capacity();

    /** Counts what waits in all processes. */
    Size measure();

    /**
     * Whether this process is the one that forwards; it tries to become it. It stays so until it
     * ends or loses the database.
     */
    boolean isMine();

    /** Those of whom something waits. */
    List<Tenant> tenants();

    /** The oldest writes of a tenant. */
    List<Row> next(Tenant tenant, int limit);

    /**
     * When what was sent of each Entity was observed; nothing of those of which nothing was sent.
     *
     * @return by id of the Entity and key of the Attribute instance, as {@link #done} was told
     */
    Map<String, Map<String, Instant>> newest(Tenant tenant, Collection<String> entities);

    /**
     * Forgets writes that need not be sent any more, and remembers what was sent, both or nothing.
     * Of a tenant that is gone nothing is left to do.
     */
    void done(
            Tenant tenant, Collection<Long> rows, Map<String, Map<String, Instant>> newestOfEntity);
}
