package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: stores device groups. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeviceGroups {
    /**
     * Adds all of them or none.
     *
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if one is there, or another
     *     tenant has the apikey
     */
    void add(List<DeviceGroup> groups);

    Optional<DeviceGroup> find(String resource, String apikey);

    /** Groups with this apikey, of all resources and tenants. */
    List<DeviceGroup> withApikey(String apikey);

    /** Whether a tenant may not take an apikey, because another one has a group or device of it. */
    boolean isAnothers(Tenant tenant, String apikey);

    /**
     * Tenants that have an apikey in common with another one, from before that was refused, in
     * order. Looks at all groups and devices.
     */
    List<Tenant> sharingApikeys();

    /** Groups of one path, in the order of creation. */
    List<DeviceGroup> list(Tenant tenant, String path);

    /** Groups of all paths of a tenant, in the order of creation. */
    List<DeviceGroup> listAll(Tenant tenant);

    /** Resources of the groups of all tenants, each once, but for the empty one. */
    Set<String> resources();

    /** Groups that declare a template or topics, of all tenants, in the order of creation. */
    List<DeviceGroup> withTopics();

    /** Groups of all tenants that declare a list, in the order of creation. */
    List<DeviceGroup> declaring(DeclaredList list);

    /** What the groups of all tenants declare as commands, and their @contexts, each once. */
    List<DeclaredCommand> commands();

    /**
     * Stores other members for the same resource and apikey; false if the group is gone, or is not
     * as it was any more.
     */
    boolean replace(DeviceGroup old, DeviceGroup group);

    /**
     * @param devices whether the devices of the group go too
     */
    boolean remove(DeviceGroup group, boolean devices);
}
