package city.auriga.iot.remote;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the agent subscribes to commands at another broker.
 *
 * @param url where that broker reaches the agent; null for no subscriptions
 * @param every how often it is looked whether they are still there
 * @param grace how long a change may be on its way before it is taken for missed
 * @param firstPause after the first failure; it doubles with every further one
 * @param lastPause the longest
 * @param look how often to look for what has changed, and for the turn of this process
 * @param forget how often old changes are forgotten, for the first time after as long
 */
public record SubscribeSettings(
        @Nullable URI url,
        Duration every,
        Duration grace,
        Duration firstPause,
        Duration lastPause,
        Duration look,
        Duration forget) {
    public SubscribeSettings(@Nullable URI url) {
        this(
                url,
                Duration.ofMinutes(3),
                Duration.ofMinutes(2),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(250),
                Duration.ofHours(6));
    }
}
