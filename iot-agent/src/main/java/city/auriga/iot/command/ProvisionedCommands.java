package city.auriga.iot.command;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.ProvisioningListener;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes ready for commands, and for those who read, what was provisioned, before whoever did it is
 * answered.
 */
public final class ProvisionedCommands implements ProvisioningListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisionedCommands.class);

    private static final int PAGE = 500;

    /** Of one group; others get their Entity when they are heard. */
    private static final int MOST_DEVICES = 100_000;

    private final CommandNames names;
    private final LazyTargets lazy;
    private final DeviceRegistry registry;
    private final EntityDevices devices;
    private final Shells shells;

    public ProvisionedCommands(
            CommandNames names,
            LazyTargets lazy,
            DeviceRegistry registry,
            EntityDevices devices,
            Shells shells) {
        this.names = names;
        this.lazy = lazy;
        this.registry = registry;
        this.devices = devices;
        this.shells = shells;
    }

    @Override
    public void groupsChanged(List<DeviceGroup> changed) {
        names.load();
        lazy.load();
        var asked = changed.stream().filter(ProvisionedCommands::isAsked).toList();
        if (!asked.isEmpty()) {
            Thread.ofVirtual().name("command-shells").start(() -> asked.forEach(this::makeShells));
        }
    }

    private static boolean isAsked(DeviceGroup group) {
        return Arrays.stream(DeclaredList.values()).anyMatch(list -> list.isIn(group.document()));
    }

    /** Of the devices that were there before their group had commands. */
    private void makeShells(DeviceGroup group) {
        try {
            int offset = 0;
            var patient = devices.patient();
            for (var page = page(group, offset); !page.isEmpty(); page = page(group, offset)) {
                page.stream()
                        .filter(d -> d.apikey().isEmpty() || d.apikey().equals(group.apikey()))
                        .map(device -> declared(patient, device))
                        .flatMap(Optional::stream)
                        .map(shells::anew)
                        .toList()
                        .forEach(ProvisionedCommands::await);
                offset += PAGE;
            }
        } catch (NgsiLdException e) {
            LOG.warn("not all devices have an Entity yet: {}", e.getMessage());
        }
    }

    private List<Device> page(DeviceGroup group, int offset) {
        return offset < MOST_DEVICES
                ? registry.list(DeviceQuery.all(group.tenant(), group.path()), PAGE, offset)
                : List.of();
    }

    @Override
    public void devicesChanged(List<Device> changed) {
        var quick = devices.quick();
        var declared = changed.stream().map(device -> declared(quick, device)).toList();
        if (!declared.stream().allMatch(d -> d.filter(names::know).isPresent())) {
            names.load();
        }
        if (!declared.stream().allMatch(d -> d.filter(lazy::know).isPresent())) {
            lazy.load();
        }
        declared.stream()
                .flatMap(Optional::stream)
                .map(shells::anew)
                .toList()
                .forEach(ProvisionedCommands::await);
    }

    /** Empty if what it declares cannot be had. */
    private static Optional<Sender> declared(EntityDevices devices, Device device) {
        try {
            return Optional.of(devices.declared(device));
        } catch (NgsiLdException | ProvisioningException e) {
            LOG.warn("a device has no Entity yet: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private static void await(CompletableFuture<@Nullable Void> shell) {
        try {
            shell.join();
        } catch (CompletionException e) {
            // It is tried again when the device is heard.
            LOG.warn("a device has no Entity yet: {}", e.getMessage());
        }
    }
}
