package city.auriga.iot.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much each of those who ask may read while others wait behind them: some characters at once,
 * and some each second. Not the time that it takes, since that depends on what others do.
 */
final class LookUpShares<K> {
    /** To read them takes some seconds. */
    static final long MOST = 50_000_000;

    /** A quarter of what a thread reads. */
    private static final long OF_A_SECOND = 5_000_000;

    /** Of each config, however short it is. */
    private static final long FIXED = 1_000;

    /** To ask the database takes as long as to read so many. */
    private static final long NOTHING = 20_000;

    private static final int ASKERS = 20_000;

    private final LongSupplier nanos;
    private final int times;
    private final Cache<K, Share> shares =
            Caffeine.newBuilder()
                    .maximumSize(ASKERS)
                    .expireAfterAccess(Duration.ofMinutes(5))
                    .executor(Runnable::run)
                    .build();

    /**
     * @param times how many shares each has
     */
    LookUpShares(int times) {
        this(times, System::nanoTime);
    }

    /**
     * @param nanos a clock like {@link System#nanoTime}
     */
    LookUpShares(int times, LongSupplier nanos) {
        this.times = times;
        this.nanos = nanos;
    }

    private final class Share {
        private double left = (double) times * MOST;
        private long at = nanos.getAsLong();

        synchronized double left() {
            long now = nanos.getAsLong();
            double more = (now - at) / 1e9 * times * OF_A_SECOND;
            left = Math.min((double) times * MOST, left + more);
            at = now;
            return left / times / MOST;
        }

        synchronized void spend(long characters) {
            left -= characters;
        }
    }

    /** How much is left: 1 is all, and nothing is left at 0 and below. */
    double left(K asker) {
        return share(asker).left();
    }

    /** A config was read. */
    void spend(K asker, int characters) {
        share(asker).spend(FIXED + characters);
    }

    /** It was looked for in vain. */
    void foundNothing(K asker) {
        share(asker).spend(NOTHING);
    }

    private Share share(K asker) {
        return shares.get(asker, _ -> new Share());
    }
}
