package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivities;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Shows devices, and what was heard of them. */
public final class DeviceDirectory {
    /** What is shown, but not taken. */
    static final List<String> OUTPUT = List.of("lastSeen", "lastMeasure", "measures", "faults");

    private final DeviceProvisioning provisioning;
    private final DeviceRegistry devices;
    private final DeviceActivities activities;

    public DeviceDirectory(
            DeviceProvisioning provisioning, DeviceRegistry devices, DeviceActivities activities) {
        this.provisioning = provisioning;
        this.devices = devices;
        this.activities = activities;
    }

    public Listing list(DeviceQuery query, int limit, int offset) {
        return new Listing(devices.count(query), shown(devices.list(query, limit, offset)));
    }

    public ObjectNode get(Place place, String id, Optional<String> apikey) {
        return shown(List.of(provisioning.find(place, id, apikey))).getFirst();
    }

    /** The apikey of a device; empty if it has none yet. */
    public String apikey(Place place, String id) {
        return provisioning.find(place, id, Optional.empty()).apikey();
    }

    private List<ObjectNode> shown(List<Device> page) {
        var heard = activities.find(page.stream().map(Device::key).toList());
        return page.stream().map(device -> shown(device, heard.get(device.key()))).toList();
    }

    private static ObjectNode shown(Device device, @Nullable DeviceActivity activity) {
        var document = DeviceProvisioning.document(device);
        if (activity == null) {
            return document.put("measures", 0).put("faults", 0);
        }
        document.put("lastSeen", activity.lastSeen().toString());
        var measured = activity.lastMeasure();
        if (measured != null) {
            document.putObject("lastMeasure").put("timestamp", measured.toString());
        }
        return document.put("measures", activity.measures()).put("faults", activity.faults());
    }
}
