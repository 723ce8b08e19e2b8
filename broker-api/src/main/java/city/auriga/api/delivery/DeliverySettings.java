package city.auriga.api.delivery;

import city.auriga.api.egress.AddressKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notifications are sent.
 *
 * @param timeout for an answer where the subscription does not say
 * @param maxTimeout the longest that a subscription can ask for
 * @param retryFor how long a notification is tried before it becomes a dead letter
 * @param firstRetry pause after the first failure; it doubles with every further one
 * @param lastRetry the longest pause
 * @param queue how many notifications of one subscription wait in memory; more wait in the database
 * @param memory how many of all subscriptions wait in memory; beyond, each has only a few there
 * @param perHost how many requests one host gets at once
 * @param openAfter after how many failures in a row a host is left alone for a while
 * @param openFor how long it is left alone, but for one request that tries it then
 * @param joins how many notifications with linked Entities are written at once
 * @param history how many of its last requests a process remembers of a subscription, for operators
 * @param periodicEntities how many Entities one periodic notification tells of; of more there are
 *     several
 * @param periodicAtOnce how many periodic subscriptions are served at once
 * @param addresses kinds of addresses that notifications may go to; absent: public and loopback,
 *     and all if nobody but this machine can reach Auriga
 * @param ca PEM file with certificates to trust besides the usual ones
 */
@ConfigurationProperties("auriga.notify")
public record DeliverySettings(
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("30s") Duration maxTimeout,
        @DefaultValue("24h") Duration retryFor,
        @DefaultValue("500ms") Duration firstRetry,
        @DefaultValue("60s") Duration lastRetry,
        @DefaultValue("1000") int queue,
        @DefaultValue("10000") int memory,
        @DefaultValue("64") int perHost,
        @DefaultValue("10") int openAfter,
        @DefaultValue("5s") Duration openFor,
        @DefaultValue("4") int joins,
        @DefaultValue("20") int history,
        @DefaultValue("1000") int periodicEntities,
        @DefaultValue("16") int periodicAtOnce,
        @Nullable List<String> addresses,
        @Nullable Path ca) {
    public DeliverySettings {
        if (addresses != null) {
            AddressKind.require(addresses);
        }
    }

    /** The pause after so many failures in a row, before jitter. */
    Duration pause(int failures) {
        var pause = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(lastRetry) > 0 ? lastRetry : pause;
    }

    /**
     * The kinds of addresses that notifications may go to.
     *
     * @param localOnly whether nobody but this machine can reach Auriga
     */
    Set<AddressKind> allowed(boolean localOnly) {
        if (addresses != null) {
            return AddressKind.require(addresses);
        }
        return localOnly
                ? EnumSet.allOf(AddressKind.class)
                : EnumSet.of(AddressKind.PUBLIC, AddressKind.LOOPBACK);
    }
}
