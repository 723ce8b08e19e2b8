package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: remembers where the readings of devices last went, if nothing that is declared tells. Every
 * method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface DeviceHomes {
    /**
     * Nothing is remembered of a device that is gone, or was heard elsewhere since.
     *
     * @param heard when the device was there; null if that is declared, whatever was heard
     * @return whether it is remembered
     */
    boolean put(Address device, DeviceHome home, @Nullable Instant heard);

    Optional<DeviceHome> find(DeviceKey device);

    /** Devices whose readings last went to an Entity, in the order of creation. */
    List<Device> devicesAt(Tenant tenant, String entity);
}
