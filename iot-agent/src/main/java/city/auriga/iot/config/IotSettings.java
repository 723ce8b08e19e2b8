package city.auriga.iot.config;

import city.auriga.core.model.Tenant;
import city.auriga.iot.device.Place;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The agent apart from its transports. Each is an environment variable {@code AURIGA_IOT_…} too.
 *
 * @param enabled whether there is an agent at all
 * @param requireTenant whether provisioning without a tenant header is refused, as FIWARE's agents
 *     do; else it is about the default tenant
 * @param fallbackTenant of provisioning without a tenant header, instead of refusing it; empty for
 *     none
 * @param fallbackPath the subservice of provisioning without a header for it
 * @param maxBody bytes of a provisioning request
 * @param maxPayload bytes of a reading; larger ones become dead letters
 * @param maxMeasures measures of one message; one with more becomes a dead letter
 * @param inFlight measures that are being written at once; those behind them wait for their turn
 * @param turns measures that may wait for those of their device before them, which they look back
 *     at; half of them of one tenant
 * @param deviceRate readings a second of a device that are taken, unless it or its group declares a
 *     {@code rateLimit}; 0 for no limit
 * @param deadLetters how many dead letters of each tenant and reason are kept, the newest
 * @param deadLetterAge how long a dead letter is kept after it was last seen; 0 for ever
 * @param partitions how many devices are worked on side by side
 * @param queue how many readings may wait in a partition
 * @param cache how long a device is remembered before the database is asked again; what is
 *     provisioned is seen at once, by other replicas, too
 * @param unknownCache how long it is remembered that a device is unknown
 * @param activity how often it is stored when devices were heard
 * @param maxUndeclared how many Attributes an Entity may get by readings beside the declared ones
 * @param maxInventory bytes of a document with all groups and devices
 * @param maxList devices or groups that one answer may list
 */
@ConfigurationProperties("auriga.iot")
public record IotSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean requireTenant,
        @DefaultValue("") String fallbackTenant,
        @DefaultValue("/") String fallbackPath,
        @DefaultValue("1048576") int maxBody,
        @DefaultValue("262144") int maxPayload,
        @DefaultValue("5000") int maxMeasures,
        @DefaultValue("4000") int inFlight,
        @DefaultValue("100000") int turns,
        @DefaultValue("0") int deviceRate,
        @DefaultValue("100000") int deadLetters,
        @DefaultValue("90d") Duration deadLetterAge,
        @DefaultValue("16") int partitions,
        @DefaultValue("2000") int queue,
        @DefaultValue("10m") Duration cache,
        @DefaultValue("5s") Duration unknownCache,
        @DefaultValue("1s") Duration activity,
        @DefaultValue("200") int maxUndeclared,
        @DefaultValue("67108864") int maxInventory,
        @DefaultValue("10000") int maxList) {

    public IotSettings {
        require(maxBody >= 1_024 && maxBody < Integer.MAX_VALUE, "max-body: at least 1024");
        require(maxPayload >= 1 && maxPayload < Integer.MAX_VALUE, "max-payload: at least 1");
        require(maxMeasures >= 1, "max-measures: at least 1");
        require(inFlight >= 1, "in-flight: at least 1");
        require(turns >= 1, "turns: at least 1");
        require(deviceRate >= 0, "device-rate: not negative");
        require(deadLetters >= 1, "dead-letters: at least 1");
        require(!deadLetterAge.isNegative(), "dead-letter-age: not negative");
        require(partitions >= 1 && partitions <= 256, "partitions: 1 to 256");
        require(queue >= 1, "queue: at least 1");
        require(!cache.isNegative() && !unknownCache.isNegative(), "cache: not negative");
        require(activity.toMillis() >= 100, "activity: at least 100ms");
        require(maxUndeclared >= 0, "max-undeclared: not negative");
        require(
                maxInventory >= 1_024 && maxInventory < Integer.MAX_VALUE,
                "max-inventory: at least 1024");
        require(maxList >= 1, "max-list: at least 1");
    }

    /**
     * Where provisioning without headers goes.
     *
     * @return null if it goes nowhere
     */
    @Nullable Place fallback() {
        if (!fallbackTenant.isEmpty()) {
            return new Place(
                    Tenant.parse("auriga.iot.fallback-tenant", fallbackTenant),
                    Place.path("auriga.iot.fallback-path", fallbackPath));
        }
        return requireTenant ? null : new Place(Tenant.DEFAULT, fallbackPath);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("auriga.iot." + rule);
        }
    }
}
