package city.auriga.iot.device;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/** Of which Entities which Attributes are commands, by all that is declared. Blocks. */
public final class CommandTargets {
    private static final Logger LOG = LoggerFactory.getLogger(CommandTargets.class);

    private final DeviceGroups groups;
    private final DeviceRegistry devices;
    private final Profiles profiles;

    public CommandTargets(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        this.groups = groups;
        this.devices = devices;
        this.profiles = profiles;
    }

    /**
     * An Attribute that is a command.
     *
     * @param type of the Entities, expanded
     * @param attribute expanded
     */
    public record Target(Tenant tenant, String type, String attribute) {}

    /**
     * All of them.
     *
     * @param unsure tenants that may have more, since an @context cannot be had now
     */
    public record Found(Set<Target> targets, Set<Tenant> unsure) {
        public Found {
            targets = Set.copyOf(targets);
            unsure = Set.copyOf(unsure);
        }
    }

    /**
     * Looks it up.
     *
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    public Found find() {
        var look = new Look();
        groups.commands().stream()
                .map(DeclaredCommand::tenant)
                .distinct()
                .forEach(tenant -> look.groups(tenant).forEach(look::add));
        devices.commanded().forEach(look::add);
        return new Found(look.targets, look.unsure);
    }

    /** One pass over what is declared. */
    private final class Look {
        final Set<Target> targets = new LinkedHashSet<>();
        final Set<Tenant> unsure = new HashSet<>();
        private final Map<Tenant, List<DeviceGroup>> known = new HashMap<>();

        List<DeviceGroup> groups(Tenant tenant) {
            return known.computeIfAbsent(tenant, groups::listAll);
        }

        /** What a device has that declares nothing itself. */
        void add(DeviceGroup group) {
            if (group.document().has("commands")) {
                var nothing = JsonNodeFactory.instance.objectNode();
                add(
                        new Device(group.tenant(), group.path(), group.apikey(), "any", nothing),
                        group);
            }
        }

        /** It may be of any group that fits. */
        void add(Device device) {
            var fitting =
                    groups(device.tenant()).stream()
                            .filter(g -> g.path().equals(device.path()))
                            .filter(g ->
                                    device.apikey().isEmpty() || g.apikey().equals(device.apikey()))
                            .toList();
            if (fitting.isEmpty()) {
                add(device, null);
            }
            fitting.forEach(group -> add(device, group));
        }

        private void add(Device device, @Nullable DeviceGroup group) {
            try {
                var sender = profiles.sender(device, device.apikey(), group, false);
                var context = sender.profile().context();
                var type = context.expand(sender.profile().entity().types().getFirst());
                for (var rule : sender.commands().rules()) {
                    targets.add(new Target(device.tenant(), type, context.expand(rule.name())));
                }
            } catch (NgsiLdException | ProvisioningException e) {
                if (e instanceof NgsiLdException problem
                        && problem.problem() == Problem.SERVICE_UNAVAILABLE) {
                    throw e;
                }
                LOG.warn("the commands of '{}' are not sure: {}", device.id(), e.getMessage());
                unsure.add(device.tenant());
            }
        }
    }
}
