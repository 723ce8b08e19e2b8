package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device as it was provisioned; what it inherits from its group is not in it.
 *
 * @param path the subservice, with a leading slash; {@code /} for none
 * @param apikey of the measures it sends; empty until it is known
 * @param document the members of the provisioning API, never modified
 */
public record Device(Tenant tenant, String path, String apikey, String id, ObjectNode document) {
    public DeviceKey key() {
        return new DeviceKey(tenant, path, apikey, id);
    }

    public Device withApikey(String key) {
        return new Device(tenant, path, key, id, document);
    }

    public Device withDocument(ObjectNode members) {
        return new Device(tenant, path, apikey, id, members);
    }
}
