package city.auriga.core.device;

import city.auriga.core.model.Tenant;

/** What tells a device from all others. */
public record DeviceKey(Tenant tenant, String path, String apikey, String id) {}
