package city.auriga.iot.config;

import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.iot.device.DiscoverySettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much devices may tell of themselves (codec {@code home-assistant}). Each is an environment
 * variable {@code AURIGA_IOT_DISCOVERED_…} too.
 *
 * @param config bytes of one config
 * @param topic components whose states are told on one topic, devices that one topic says to be
 *     there or not, and components of one device that take commands; and a tenth of the configs
 *     that name one topic, or are of one device that takes commands
 * @param group bytes of all configs of a group, with their topics and 200 for each row that they
 *     take
 * @param tenant bytes of all configs of a tenant
 * @param memory bytes of what is kept in memory, of all tenants; the rest is looked up when it is
 *     needed
 */
@ConfigurationProperties("auriga.iot.discovered")
public record DiscoveryProperties(
        @DefaultValue("65536") int config,
        @DefaultValue("500") int topic,
        @DefaultValue("16777216") long group,
        @DefaultValue("67108864") long tenant,
        @DefaultValue("33554432") long memory) {

    public DiscoveryProperties {
        require(config >= 1_024, "config: at least 1024");
        require(topic >= 1, "topic: at least 1");
        require(group >= 1_024, "group: at least 1024");
        require(tenant >= 1_024, "tenant: at least 1024");
        require(memory >= 0, "memory: not negative");
    }

    DiscoverySettings settings() {
        return new DiscoverySettings(config, new Limits(topic, group, tenant), memory);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("auriga.iot.discovered." + rule);
        }
    }
}
