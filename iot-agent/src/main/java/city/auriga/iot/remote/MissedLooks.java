package city.auriga.iot.remote;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.remote.SubscriptionClient.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when to look for what the broker has not told: after it could not reach us, as it says
 * itself, and after a subscription was made. For one thread.
 */
final class MissedLooks {
    private static final Logger LOG = LoggerFactory.getLogger(MissedLooks.class);

    /** So many times as long after the failure as the first look. */
    private static final int SECOND_LOOK = 10;

    private final MissedChanges missed;
    private final Duration grace;
    private final InstantSource clock;

    /** By id of the subscription. */
    private final Map<String, Failure> failed = new HashMap<>();

    /**
     * The last time that the broker could not tell us of something.
     *
     * @param last as the broker says it
     * @param since when we have seen that
     * @param looks how often what it has not told was looked for
     */
    private record Failure(String last, long since, int looks) {}

    /**
     * @param grace how long a change may be on its way before it is taken for missed
     */
    MissedLooks(MissedChanges missed, Duration grace, InstantSource clock) {
        this.missed = missed;
        this.grace = grace;
        this.clock = clock;
    }

    /** Others may have seen to the subscriptions up to now: everything may have been missed. */
    void clear() {
        failed.clear();
    }

    /**
     * Looks, when what the broker tries again should have come. Blocks.
     *
     * @param anew whether changes up to now may not have been told, whatever the broker says
     * @param lastFailure as the broker says it
     */
    void lookIfDue(Made one, boolean anew, String lastFailure)
            throws IOException, InterruptedException {
        long now = System.nanoTime();
        var before = failed.get(one.id());
        if (before == null || anew || !before.last.equals(lastFailure)) {
            failed.put(one.id(), new Failure(lastFailure, now, 0));
        } else if (isDue(before, now) && look(one)) {
            failed.put(one.id(), new Failure(before.last, before.since, before.looks + 1));
        }
    }

    /** Twice, as the clock of the broker may be ahead: then the last changes seem too young. */
    private boolean isDue(Failure failure, long now) {
        long age = now - failure.since;
        return switch (failure.looks) {
            case 0 -> age > grace.toNanos();
            case 1 -> age > SECOND_LOOK * grace.toNanos();
            default -> false;
        };
    }

    /** Whether it need not be done again. */
    private boolean look(Made one) throws IOException, InterruptedException {
        try {
            missed.look(one, clock.instant().minus(grace));
        } catch (RefusedException e) {
            LOG.info("nobody knows whether commands were missed: {}", e.getMessage());
            return !e.isAnotherTime();
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            LOG.info("nobody knows whether commands were missed: {}", e.getMessage());
        }
        return true;
    }
}
