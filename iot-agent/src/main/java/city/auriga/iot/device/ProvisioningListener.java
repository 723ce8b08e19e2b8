package city.auriga.iot.device;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import java.util.List;

/** Who makes ready what an operator has just provisioned; the operator waits. */
public interface ProvisioningListener {
    /** Groups were added or changed. */
    void groupsChanged(List<DeviceGroup> groups);

    /** Devices were added or changed. */
    void devicesChanged(List<Device> devices);
}
