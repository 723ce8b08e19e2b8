package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: stores readings that could not be used. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeadLetters {
    /**
     * Adds letters; one that is there already (tenant, reason, source, payload, origin) is counted
     * up. That of a tenant that does not exist, or is being removed, becomes the default tenant's.
     */
    void add(List<DeadLetter> letters);

    /**
     * The newest first.
     *
     * @param reason null for all
     */
    List<DeadLetter.Stored> list(
            Tenant tenant, DeadLetter.@Nullable Reason reason, int limit, int offset);

    /**
     * Those with a greater id, in the order of their ids.
     *
     * @param reason null for all
     */
    List<DeadLetter.Stored> after(
            Tenant tenant, DeadLetter.@Nullable Reason reason, long id, int limit);

    /** As {@link #after}, of one reason and source. */
    List<DeadLetter.Stored> from(
            Tenant tenant, DeadLetter.Reason reason, String source, long id, int limit);

    Optional<DeadLetter.Stored> find(Tenant tenant, long id);

    /**
     * @param reason null for all
     */
    long count(Tenant tenant, DeadLetter.@Nullable Reason reason);

    boolean remove(Tenant tenant, long id);

    /**
     * Removes a letter if it is still what was read; whether it was. One that has come again since
     * stays.
     */
    boolean remove(Tenant tenant, DeadLetter.Stored read);

    /**
     * @param reason null for all
     */
    void removeAll(Tenant tenant, DeadLetter.@Nullable Reason reason);

    /** Removes the oldest letters until at most so many of each tenant and reason are left. */
    void keep(int letters);

    /**
     * Removes letters that were last seen before, the oldest, so many that it does not take long.
     *
     * @return whether there may be more
     */
    boolean forget(Instant before);
}
