package city.auriga.storage.entity;

import city.auriga.core.model.Entity;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Entities as rows of PostgreSQL held them, so that a row that is still the same need not be sent
 * and parsed again. It is never asked alone: every statement reads the version of the row, and only
 * an entry of that version stands for it. So it is right with any number of processes, and when
 * somebody changes rows by hand; what it forgets or keeps too long costs time only.
 */
public final class EntityCache {
    private static final int OFFERS = 8;

    private final Cache<EntityKey, Version> entries;

    /**
     * One version of a row.
     *
     * @param number the row's {@code xmin}, the transaction that wrote it; the batch writer writes
     *     a row at most once in a transaction
     * @param nextExpiry when the Entity or the first thing in it expires (4.22), found out once
     */
    public record Version(String number, Entity entity, @Nullable Instant nextExpiry) {
        public Version(String number, Entity entity) {
            this(number, entity, entity.nextExpiry());
        }

        /** What is valid at an instant; null if the Entity is not. */
        public @Nullable Entity live(Instant now) {
            if (nextExpiry == null || nextExpiry.isAfter(now)) {
                return entity;
            }
            return entity.isExpired(now) ? null : entity.live(now);
        }
    }

    /**
     * @param bytes of memory that the entities may take, by estimation; 0 keeps none
     */
    public EntityCache(long bytes) {
        this.entries =
                Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .weigher(
                                (EntityKey key, Version version) -> EntityWeight.of(version.entity))
                        // its upkeep is short: another thread would cost more
                        .executor(Runnable::run)
                        .build();
    }

    /** What is kept of a row, current or not. */
    public @Nullable Version find(EntityKey key) {
        return entries.getIfPresent(key);
    }

    /** The number of a version as a statement takes it; empty for none, which no row has. */
    public static String number(@Nullable Version version) {
        return version == null ? "" : version.number;
    }

    public void put(EntityKey key, Version version) {
        entries.put(key, version);
    }

    /**
     * Keeps one in {@value #OFFERS}. What is asked for again and again is kept soon; to keep
     * whatever is asked for once would cost the collector more than it saves.
     */
    void offer(EntityKey key, Version version) {
        if (ThreadLocalRandom.current().nextInt(OFFERS) == 0) {
            put(key, version);
        }
    }

    /**
     * Forgets everything. Versions are numbers of one server: after a failover or a restored backup
     * another transaction may have the same one.
     */
    public void clear() {
        entries.invalidateAll();
    }

    public void remove(EntityKey key) {
        entries.invalidate(key);
    }
}
