package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Port: all groups and devices at once. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeviceInventory {
    /**
     * Groups of all paths.
     *
     * @param tenant null for all
     */
    List<DeviceGroup> groups(@Nullable Tenant tenant);

    /**
     * Gives devices of all paths, one after the other. However many there are, only some are in
     * memory, and no connection is held while one is taken.
     *
     * @param tenant null for all
     */
    void devices(@Nullable Tenant tenant, Consumer<Device> taker);

    /**
     * Stores what it is given, in one transaction, in the place of those with the same key.
     *
     * @param tenants of all that is given; they exist
     * @param content gives groups and devices, each key once; it may be asked more than once, and
     *     gives the same then
     * @throws city.auriga.core.problem.NgsiLdException what the content throws; AlreadyExists if
     *     another tenant or path has the resource and apikey of a group, or a group of the place
     *     had the apikey before it got another one
     */
    void put(Collection<Tenant> tenants, Consumer<Taker> content);

    /** Takes what is to be stored. */
    interface Taker {
        void group(DeviceGroup group);

        void device(Device device);
    }
}
