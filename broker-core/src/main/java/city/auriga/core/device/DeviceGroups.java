package city.auriga.core.device;

import city.auriga.core.model.Tenant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Port: stores device groups. Every method may throw {@link
 * city.auriga.core.problem.NgsiLdException} with problem {@code SERVICE_UNAVAILABLE}.
 */
public interface DeviceGroups {
    /**
     * Adds all of them or none. What one changes its apikey to, others of its path with this apikey
     * do, too.
     *
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if one is there, or somebody
     *     else has the apikey, or the one that it changes to
     */
    void add(List<DeviceGroup> groups);

    Optional<DeviceGroup> find(String resource, String apikey);

    /** Groups that have this apikey, or change to it, of all resources and tenants. */
    List<DeviceGroup> withApikey(String apikey);

    /** What apikeys change to, of groups of all tenants, and what they are still. */
    Map<String, String> nextApikeys();

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
     * Stores other members for the same resource; false if the group is gone, or is not as it was
     * any more. What one changes its apikey to, others of its path with this apikey do, too. If the
     * new one has that as its apikey, so have those, and all its devices with all that is theirs.
     *
     * @throws city.auriga.core.problem.NgsiLdException AlreadyExists if somebody else has what the
     *     apikey changes to
     */
    boolean replace(DeviceGroup old, DeviceGroup group);

    /**
     * @param devices whether the devices of the group go too
     */
    boolean remove(DeviceGroup group, boolean devices);
}
