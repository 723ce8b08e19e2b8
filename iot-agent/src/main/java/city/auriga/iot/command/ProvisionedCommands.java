package city.auriga.iot.command;

import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.LazyTargets;
import city.auriga.iot.device.ProvisioningListener;
import city.auriga.iot.device.Shells;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            for (var page = page(group, offset); !page.isEmpty(); page = page(group, offset)) {
                page.stream()
                        .filter(d -> d.apikey().isEmpty() || d.apikey().equals(group.apikey()))
                        .map(this::makeShell)
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
        if (!changed.stream().allMatch(this::isKnown)
                || changed.stream().anyMatch(d -> DeclaredList.REVERSE.isIn(d.document()))) {
            names.load();
        }
        if (changed.stream().anyMatch(ProvisionedCommands::maySayMore)) {
            lazy.load();
        }
        changed.stream().map(this::makeShell).toList().forEach(ProvisionedCommands::await);
    }

    /** Than its group, of what is read on demand. */
    private static boolean maySayMore(Device device) {
        return Stream.of("lazy", "entity_type", "type", "jsonldContext")
                .anyMatch(device.document()::has);
    }

    private boolean isKnown(Device device) {
        var commands = device.document().path("commands");
        var declared =
                commands.valueStream()
                        .map(command -> command.path("name").asString(""))
                        .collect(Collectors.toSet());
        return declared.isEmpty()
                || (!device.document().has("jsonldContext")
                        && names.know(device.tenant(), declared));
    }

    private CompletableFuture<@Nullable Void> makeShell(Device device) {
        try {
            return shells.anew(devices.declared(device));
        } catch (NgsiLdException e) {
            return CompletableFuture.failedFuture(e);
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
