package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which devices of a tenant and path are asked for.
 *
 * @param apikey of their own; null for any
 * @param members text of a member, or one of its texts; what a device lacks it has from its group
 * @param found part of the id, or of a member; null for any
 * @param silentSince only those that were not heard from then on; null for all
 */
public record DeviceQuery(
        Tenant tenant,
        String path,
        @Nullable String apikey,
        Map<String, String> members,
        @Nullable Part found,
        @Nullable Instant silentSince) {

    public DeviceQuery {
        members = Map.copyOf(members);
    }

    /** A text that is in the id of a device, or in a member of it. */
    public record Part(String member, String text) {}

    /** All devices of a path. */
    public static DeviceQuery all(Tenant tenant, String path) {
        return new DeviceQuery(tenant, path, null, Map.of(), null, null);
    }
}
