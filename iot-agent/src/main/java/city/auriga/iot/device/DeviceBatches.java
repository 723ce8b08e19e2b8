package city.auriga.iot.device;

import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.device.ProvisioningException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Adds and removes many devices, each for itself. */
public final class DeviceBatches {
    private final DeviceProvisioning devices;

    public DeviceBatches(DeviceProvisioning devices) {
        this.devices = devices;
    }

    /**
     * What became of one device of a request.
     *
     * @param error null if it was added
     */
    public record Added(ObjectNode document, @Nullable ProvisioningException error) {}

    /** Adds those that can be added. */
    public List<Added> add(Place place, List<ObjectNode> documents) {
        return documents.stream()
                .map(document -> new Added(document, error(place, document)))
                .toList();
    }

    private @Nullable ProvisioningException error(Place place, ObjectNode document) {
        try {
            devices.add(place, List.of(document));
            return null;
        } catch (ProvisioningException e) {
            return e;
        } catch (NgsiLdException e) {
            if (e.problem() == Problem.SERVICE_UNAVAILABLE) {
                throw e;
            }
            return new ProvisioningException(Code.BAD_REQUEST, e.getMessage());
        }
    }

    /**
     * Removes those that there are.
     *
     * @param named each with a deviceId, and the apikey if it has one
     * @throws ProvisioningException DEVICE_NOT_FOUND if one is not there; the others are gone
     */
    public void remove(Place place, List<ObjectNode> named) {
        var keys = named.stream().map(DeviceBatches::key).toList();
        var unknown = new ArrayList<String>();
        for (var key : keys) {
            try {
                devices.remove(place, key.id, key.apikey);
            } catch (ProvisioningException e) {
                if (e.code() != Code.DEVICE_NOT_FOUND) {
                    throw e;
                }
                unknown.add(key.id);
            }
        }
        if (!unknown.isEmpty()) {
            throw new ProvisioningException(
                    Code.DEVICE_NOT_FOUND,
                    "no device '" + String.join("', '", unknown) + "'; the others are removed");
        }
    }

    private record Key(String id, Optional<String> apikey) {}

    private static Key key(ObjectNode document) {
        var members = new Declarations(document);
        return new Key(
                members.text("deviceId")
                        .orElseThrow(() ->
                                new ProvisioningException(
                                        Code.MISSING_ATTRIBUTES,
                                        "deviceId: each device needs one")),
                members.text("apikey"));
    }
}
