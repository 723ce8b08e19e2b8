package city.auriga.iot.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long each of those who ask may keep those waiting who stand behind them: some seconds at
 * once, and a share of the time. What is found fast is free, so that all can begin at the same
 * time; waiting for the database counts for nobody.
 */
final class LookUpShares<K> {
    private static final long MOST = Duration.ofSeconds(5).toNanos();

    /** One part of the time. */
    private static final int PART = 4;

    private static final long FREE = Duration.ofMillis(5).toNanos();
    private static final long NOTHING = Duration.ofMillis(2).toNanos();
    private static final int ASKERS = 20_000;

    private final LongSupplier nanos;
    private final Cache<K, Share> shares =
            Caffeine.newBuilder()
                    .maximumSize(ASKERS)
                    .expireAfterAccess(Duration.ofMinutes(5))
                    .executor(Runnable::run)
                    .build();

    LookUpShares() {
        this(System::nanoTime);
    }

    /**
     * @param nanos a clock like {@link System#nanoTime}
     */
    LookUpShares(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class Share {
        private long left = MOST;
        private long at;

        Share(long now) {
            at = now;
        }

        synchronized long left(long now) {
            left = Math.min(MOST, left + (now - at) / PART);
            at = now;
            return left;
        }

        synchronized void spend(long spent) {
            left -= spent;
        }
    }

    /** What somebody reads who has found something. */
    final class Reading implements AutoCloseable {
        private final K asker;
        private long spent;

        private Reading(K asker) {
            this.asker = asker;
        }

        void run(Runnable part) {
            long begin = nanos.getAsLong();
            try {
                part.run();
            } finally {
                spent += nanos.getAsLong() - begin;
            }
        }

        @Override
        public void close() {
            share(asker).spend(Math.max(0, spent - FREE));
        }
    }

    boolean isLeft(K asker) {
        return share(asker).left(nanos.getAsLong()) > 0;
    }

    /** Whether so much is left that it may be spent on what was looked for in vain before. */
    boolean isPlentyLeft(K asker) {
        return share(asker).left(nanos.getAsLong()) > MOST / 2;
    }

    Reading reading(K asker) {
        return new Reading(asker);
    }

    /** It was looked for in vain. */
    void foundNothing(K asker) {
        share(asker).spend(NOTHING);
    }

    private Share share(K asker) {
        return shares.get(asker, _ -> new Share(nanos.getAsLong()));
    }
}
