package city.auriga.api.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Live feeds of changes.
 *
 * @param connections how many a process holds at once
 * @param queue how many changes wait for a client that reads slowly; then the oldest are dropped
 * @param keepAlive how long a connection is silent before a sign of life
 */
@ConfigurationProperties("auriga.feed")
record FeedSettings(
        @DefaultValue("200") int connections,
        @DefaultValue("200") int queue,
        @DefaultValue("15s") Duration keepAlive) {
    FeedSettings {
        if (queue < 1) {
            throw new IllegalArgumentException("auriga.feed.queue: at least 1");
        }
        if (!keepAlive.isPositive()) {
            throw new IllegalArgumentException("auriga.feed.keep-alive: above 0");
        }
    }
}
