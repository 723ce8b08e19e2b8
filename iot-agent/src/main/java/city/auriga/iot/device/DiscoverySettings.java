package city.auriga.iot.device;

import city.auriga.core.device.DiscoveredConfigs.Limits;

/**
 * How much devices may tell of themselves.
 *
 * @param config bytes of one config
 * @param limits of what is stored
 * @param memory bytes of what is kept in memory, of all groups
 */
public record DiscoverySettings(int config, Limits limits, long memory) {}
