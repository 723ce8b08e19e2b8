package city.auriga.iot.remote;

import java.time.Duration;

/**
 * How the spool is forwarded.
 *
 * @param batch how many Entities one request holds at most
 * @param everyValue whether writes of one Entity are sent one after the other
 * @param firstPause after the first failure; it doubles with every further one
 * @param lastPause the longest
 * @param look how often to look for what other processes have added, and for the turn of this one
 * @param deadLetters how many are kept
 */
public record ForwardSettings(
        int batch,
        boolean everyValue,
        Duration firstPause,
        Duration lastPause,
        Duration look,
        int deadLetters) {
    public ForwardSettings(int batch, boolean everyValue, int deadLetters) {
        this(
                batch,
                everyValue,
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                deadLetters);
    }
}
