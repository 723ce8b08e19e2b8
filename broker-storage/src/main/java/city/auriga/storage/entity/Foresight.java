package city.auriga.storage.entity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Guesses whether the rows that a statement will find are in memory, from what the same statement
 * found lately: some queries ask for the same rows again and again, others for ever new ones. A
 * wrong guess costs time only. Shared by all threads.
 */
final class Foresight {
    private static final int STATEMENTS = 1_000;
    private static final double ENOUGH = 0.8;
    private static final double WEIGHT = 1.0 / 16;

    /** Which part of the rows of a statement was in memory; a note that is lost does no harm. */
    private final Cache<String, Double> shares =
            Caffeine.newBuilder().maximumSize(STATEMENTS).executor(Runnable::run).build();

    /** Whether it is likely that all, or nearly all, that a statement finds is in memory. */
    boolean isInMemory(String statement) {
        return share(statement) >= ENOUGH;
    }

    void note(String statement, int inMemory, int found) {
        if (found > 0) {
            double share = share(statement);
            double now = 1.0 * inMemory / found;
            shares.put(statement, share + (now - share) * WEIGHT);
        }
    }

    private double share(String statement) {
        var share = shares.getIfPresent(statement);
        return share == null ? 1 : share;
    }
}
