package city.auriga.iot.remote;

import java.time.Duration;

/**
 * How the spool is forwarded.
 *
 * @param batch how many Entities one request holds at most
 * @param everyValue whether writes of one Entity are sent one after the other
 * @param pauses for a broker that takes nothing of a tenant
 * @param entityPauses for an Entity with which the broker fails
 * @param giveUp how long such an Entity is tried until its next write becomes a dead letter
 * @param remember how long it is known when what was sent of an Entity was observed
 * @param look how often to look for what other processes have added, and for the turn of this one
 * @param deadLetters how many are kept
 */
public record ForwardSettings(
        int batch,
        boolean everyValue,
        Backoff pauses,
        Backoff entityPauses,
        Duration giveUp,
        Duration remember,
        Duration look,
        int deadLetters) {
    private static final Duration FIRST = Duration.ofMillis(200);

    /**
     * @param giveUp see {@link #giveUp}
     * @param remember see {@link #remember}
     */
    public static ForwardSettings of(
            int batch, boolean everyValue, Duration giveUp, Duration remember, int deadLetters) {
        return new ForwardSettings(
                batch,
                everyValue,
                new Backoff(FIRST, Duration.ofSeconds(30)),
                new Backoff(FIRST, Duration.ofMinutes(5)),
                giveUp,
                remember,
                Duration.ofMillis(250),
                deadLetters);
    }
}
