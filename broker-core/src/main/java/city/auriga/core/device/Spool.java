package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        /** It is left out if the broker has any. The same one waits only once. */
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
     * @param full tenants of whom nothing more is stored now, since too much of them waits
     * @param closed whether these are all tenants that this process knows of
     */
    record Size(long rows, @Nullable Instant oldest, Set<Tenant> full, boolean closed) {
        public static final Size NOTHING = new Size(0, null, Set.of(), false);

        public Size {
            full = Set.copyOf(full);
        }
    }

    /**
     * Which writes of a tenant are wanted.
     *
     * @param from nothing with a smaller {@code seq}
     * @param without Entities that are left out
     * @param limit how many at most
     */
    record Wanted(long from, Set<String> without, int limit) {
        public Wanted {
            without = Set.copyOf(without);
        }

        public static Wanted first(int limit) {
            return new Wanted(0, Set.of(), limit);
        }
    }

    /**
     * Stores a write, behind those of this process that were added before; one of kind {@code
     * ABSENT} anywhere, unless it waits already.
     *
     * @return completes when it is durable; exceptionally with {@code SERVICE_UNAVAILABLE} if that
     *     is not possible now, or too much of the tenant waits, and with {@code
     *     NONEXISTENT_TENANT}. Completion runs on a writer thread: do not block it.
     */
    CompletableFuture<@Nullable Void> add(Write write);

    /** How many rows it may hold. */
    long capacity();

    /**
     * Counts what waits in all processes, now and then; in between it is told from what is known.
     */
    Size measure();

    /**
     * Whether this process is the one that forwards; it tries to become it. It stays so until it
     * ends or loses the database.
     */
    boolean isMine();

    /** Lets another process be the one that forwards. */
    void release();

    /** Those of whom something waits. */
    List<Tenant> tenants();

    /** The oldest writes of a tenant but those of kind {@code ABSENT}, in their order. */
    List<Row> next(Tenant tenant, Wanted wanted);

    /**
     * Of each Entity the oldest writes but those of kind {@code ABSENT}: the first ones of all,
     * then the second ones. So one that is written often leaves place for others. It looks at more
     * than it finds, but not at all there is.
     *
     * @param most of one Entity
     */
    List<Row> nextOfEach(Tenant tenant, Wanted wanted, int most);

    /**
     * The oldest writes of some Entities, but those of kind {@code ABSENT}, among a number of those
     * that follow; in their order.
     */
    List<Row> nextOf(Tenant tenant, Set<String> entities, long from, int limit);

    /**
     * The oldest writes of kind {@code ABSENT}, in their order.
     *
     * @param without those that are left out, by {@code seq}
     */
    List<Row> nextAbsent(Tenant tenant, Set<Long> without, int limit);

    /**
     * When what was sent of each Entity was observed; nothing of those of which nothing was sent.
     *
     * @return by id of the Entity and key of the Attribute instance, as {@link #done} was told
     */
    Map<String, Map<String, Instant>> newest(Tenant tenant, Collection<String> entities);

    /**
     * Forgets writes that need not be sent any more, and remembers what was sent, both or nothing.
     * Nothing, with {@code SERVICE_UNAVAILABLE}, if some of the writes are not there any more:
     * another process has forwarded since, and knows better. Of a tenant that is gone nothing is
     * left to do.
     */
    void done(
            Tenant tenant, Collection<Long> rows, Map<String, Map<String, Instant>> newestOfEntity);

    /** Forgets when what was sent was observed, of Entities of which nothing was sent since. */
    void forget(Instant before);
}
