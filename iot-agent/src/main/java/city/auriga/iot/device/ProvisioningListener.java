package city.auriga.iot.device;

import city.auriga.core.device.Device;
import java.util.List;

/** Who makes ready what an operator has just provisioned; the operator waits. */
public interface ProvisioningListener {
    /** A group was added or changed. */
    void groupChanged();

    /** Devices were added or changed. */
    void devicesChanged(List<Device> devices);
}
