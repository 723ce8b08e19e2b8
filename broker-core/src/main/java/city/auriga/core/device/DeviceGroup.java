package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the devices of one apikey have in common (a service, or configuration group). Resource and
 * apikey together are unique over all tenants, because a measure carries nothing else.
 *
 * @param path the subservice, with a leading slash; {@code /} for none
 * @param resource path of the HTTP transport; may be empty
 * @param document the members of the provisioning API, never modified
 */
public record DeviceGroup(
        Tenant tenant, String path, String resource, String apikey, ObjectNode document) {
    public DeviceGroup withDocument(ObjectNode members) {
        return new DeviceGroup(tenant, path, resource, apikey, members);
    }
}
