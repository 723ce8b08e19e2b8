package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: stores devices. Every method may throw {@link city.auriga.core.problem.NgsiLdException}
 * with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeviceRegistry {
    /**
     * Adds all of them or none. Those with what an apikey changes to get that one.
     *
     * @return them as they are stored
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if one is there, or another
     *     tenant has its apikey
     */
    List<Device> add(List<Device> devices);

    /**
     * Adds a device unless another was faster; answers what is stored.
     *
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if another tenant has its
     *     apikey, or no group of its tenant has it any more
     */
    Device addIfAbsent(Device device);

    Optional<Device> find(Tenant tenant, String path, String apikey, String id);

    /**
     * The device that has this address, or will have it when it is heard, since it has no apikey
     * yet. One look: a device that takes its apikey meanwhile is found.
     */
    Optional<Device> find(Address address);

    /** Devices with this id in a tenant and path, in the order of creation. */
    List<Device> withId(Tenant tenant, String path, String id);

    /** Devices with this apikey of their own, of all tenants. */
    List<Device> withApikey(String apikey, String id);

    /** Whether any device, of any tenant, has this apikey. */
    boolean hasApikey(String apikey);

    /**
     * Devices of a tenant, whatever their path, that have one of these entity names or ids, in the
     * order of creation.
     */
    List<Device> namedOrCalled(Tenant tenant, Collection<String> names, Collection<String> ids);

    /** What the devices of all tenants declare as commands, each once. */
    List<DeclaredCommand> commands();

    /**
     * Of all tenants, devices that declare a list, or another type or @context than their groups
     * that do: one for each way to do so.
     */
    List<Device> declaring(DeclaredList list);

    /** A page, in the order of creation. */
    List<Device> list(DeviceQuery query, int limit, int offset);

    /**
     * A long page, some devices at a time. One that is there all the while is in it, whatever is
     * added or removed meanwhile, and none is in it twice.
     */
    void list(DeviceQuery query, int limit, int offset, Consumer<List<Device>> taker);

    long count(DeviceQuery query);

    /**
     * Puts a device in the place of another. If it takes what an apikey changes to, it gets that
     * one.
     *
     * @return it as it is stored; empty if the other is gone, or is not as it was any more
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if a third one has its key
     */
    Optional<Device> replace(Device old, Device device);

    /**
     * Gives a device that has none the apikey of its group; false if it is gone, or is not as it
     * was any more.
     *
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if another one has its key, or
     *     no group of the tenant the apikey any more
     */
    boolean adopt(Device unkeyed, String apikey);

    /** Removes a device; its open commands end as errors, and are shown by and by. */
    boolean remove(Device device);
}
