package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import java.util.List;
import java.util.UUID;

/**
 * A question to a device for values, which nobody stores: whoever asks does not wait for long.
 *
 * @param id for the device to repeat with its answer
 * @param values as the device calls them
 */
public record DeviceQuestion(UUID id, Address device, List<String> values) {
    public DeviceQuestion {
        values = List.copyOf(values);
    }
}
