package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * Port: remembers with which apikey devices were last heard, while that of their group changes.
 * Every method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface DeviceApikeys {
    /**
     * Nothing is remembered of a device that is gone, or was heard since.
     *
     * @param heard the apikey that it sent with
     * @return whether it is remembered
     */
    boolean put(Address device, String heard, Instant at);

    /** What is known. */
    Map<DeviceKey, String> find(Collection<DeviceKey> devices);
}
