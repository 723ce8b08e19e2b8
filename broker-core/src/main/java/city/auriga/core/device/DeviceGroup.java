package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.util.Optional;
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
    /** The member that has the apikey which the group changes to. */
    public static final String NEXT_APIKEY = "nextApikey";

    /** As long as there is one, it is as good as the apikey, and the devices are the same. */
    public Optional<String> nextApikey() {
        return Optional.ofNullable(document.path(NEXT_APIKEY).asString(null));
    }

    public DeviceGroup withDocument(ObjectNode members) {
        return new DeviceGroup(tenant, path, resource, apikey, members);
    }
}
