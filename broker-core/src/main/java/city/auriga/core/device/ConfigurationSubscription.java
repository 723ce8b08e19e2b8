package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import java.util.List;

/**
 * A device that wants to be told when Attributes of its Entity change.
 *
 * @param entity id of the Entity
 * @param type of the Entity, expanded
 * @param fields the Attributes as the device calls them
 * @param names the same expanded
 */
public record ConfigurationSubscription(
        Address device, String entity, String type, List<String> fields, List<String> names) {
    public ConfigurationSubscription {
        fields = List.copyOf(fields);
        names = List.copyOf(names);
    }
}
