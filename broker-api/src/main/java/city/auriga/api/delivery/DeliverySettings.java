package city.auriga.api.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notifications are sent.
 *
 * @param timeout for an answer where the subscription does not say
 * @param retryFor how long a notification is tried before it becomes a dead letter
 * @param firstRetry pause after the first failure; it doubles with every further one
 * @param lastRetry the longest pause
 * @param queue how many notifications of one subscription wait in memory; more wait in the database
 */
@ConfigurationProperties("auriga.notify")
public record DeliverySettings(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("24h") Duration retryFor,
        @DefaultValue("500ms") Duration firstRetry,
        @DefaultValue("60s") Duration lastRetry,
        @DefaultValue("10000") int queue) {

    /** The pause after so many failures in a row, before jitter. */
    Duration pause(int failures) {
        var pause = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(lastRetry) > 0 ? lastRetry : pause;
    }
}
