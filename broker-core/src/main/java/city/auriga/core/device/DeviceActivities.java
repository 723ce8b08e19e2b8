package city.auriga.core.device;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Port: stores what was heard of devices. Every method but {@link #add} may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeviceActivities {
    /**
     * Adds to what there is. What is about a device that is gone is dropped. Waits for nobody who
     * moves or removes devices.
     *
     * @param news at most one of each device
     * @return what could not be stored now, and may be later
     */
    List<DeviceActivity> add(List<DeviceActivity> news);

    /** Forgets what a device last measured, and when. */
    void forgetMeasure(DeviceKey device);

    /** What is known; nothing of devices that were never heard. */
    Map<DeviceKey, DeviceActivity> find(Collection<DeviceKey> devices);
}
