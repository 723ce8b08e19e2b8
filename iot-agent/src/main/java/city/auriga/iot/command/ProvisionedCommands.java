package city.auriga.iot.command;

import city.auriga.core.device.Device;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.ProvisioningListener;
import city.auriga.iot.device.Shells;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes ready for commands what was provisioned, before whoever did it is answered. */
public final class ProvisionedCommands implements ProvisioningListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisionedCommands.class);

    private final CommandNames names;
    private final EntityDevices devices;
    private final Shells shells;

    public ProvisionedCommands(CommandNames names, EntityDevices devices, Shells shells) {
        this.names = names;
        this.devices = devices;
        this.shells = shells;
    }

    @Override
    public void groupChanged() {
        names.load();
    }

    @Override
    public void devicesChanged(List<Device> changed) {
        if (changed.stream().anyMatch(device -> device.document().has("commands"))) {
            names.load();
        }
        changed.stream().map(this::makeShell).toList().forEach(ProvisionedCommands::await);
    }

    private CompletableFuture<@Nullable Void> makeShell(Device device) {
        try {
            return shells.make(devices.sender(device));
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
