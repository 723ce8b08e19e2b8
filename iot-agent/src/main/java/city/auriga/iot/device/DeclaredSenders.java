package city.auriga.iot.device;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceGroups;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.jsonld.ProcessedContexts;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * All ways in which devices and their groups declare something together: one device for each.
 * Blocks.
 */
final class DeclaredSenders {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredSenders.class);

    private final DeviceGroups groups;
    private final DeviceRegistry devices;
    private final Profiles profiles;

    DeclaredSenders(DeviceGroups groups, DeviceRegistry devices, Profiles profiles) {
        this.groups = groups;
        this.devices = devices;
        this.profiles = profiles;
    }

    /**
     * Hands all of them over.
     *
     * @param contexts of this pass
     * @param taker may throw {@link NgsiLdException}, too
     * @param unsure is given tenants that may have more, since an @context cannot be had now
     * @throws NgsiLdException {@code SERVICE_UNAVAILABLE}
     */
    void find(
            DeclaredList list,
            ProcessedContexts contexts,
            Consumer<Sender> taker,
            Consumer<Tenant> unsure) {
        var look = new Look(profiles.with(contexts), taker, unsure);
        groups.declaring(list).forEach(look::add);
        devices.declaring(list).forEach(look::add);
    }

    /** One pass over what is declared. */
    private final class Look {
        private final Profiles profiles;
        private final Consumer<Sender> taker;
        private final Consumer<Tenant> unsure;
        private final Map<Tenant, List<DeviceGroup>> known = new HashMap<>();

        Look(Profiles profiles, Consumer<Sender> taker, Consumer<Tenant> unsure) {
            this.profiles = profiles;
            this.taker = taker;
            this.unsure = unsure;
        }

        /** What a device has that declares nothing itself. */
        void add(DeviceGroup group) {
            var nothing = JsonNodeFactory.instance.objectNode();
            add(new Device(group.tenant(), group.path(), group.apikey(), "any", nothing), group);
        }

        /** It may be of any group that fits. */
        void add(Device device) {
            var fitting =
                    known.computeIfAbsent(device.tenant(), groups::listAll).stream()
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
                taker.accept(profiles.sender(device, device.apikey(), group, false));
            } catch (NgsiLdException | ProvisioningException e) {
                if (e instanceof NgsiLdException problem
                        && problem.problem() == Problem.SERVICE_UNAVAILABLE) {
                    throw e;
                }
                LOG.warn("what '{}' declares is not sure: {}", device.id(), e.getMessage());
                unsure.accept(device.tenant());
            }
        }
    }
}
