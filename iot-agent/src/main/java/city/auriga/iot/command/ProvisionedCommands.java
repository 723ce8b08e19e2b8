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
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
    private final LateShells lateShells;

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
        this.lateShells = new LateShells(registry, devices, shells);
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
                var ofGroup =
                        page.stream()
                                .filter(d ->
                                        d.apikey().isEmpty() || d.apikey().equals(group.apikey()))
                                .toList();
                makeShells(ofGroup, declared(ofGroup));
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
        var declared = declared(changed);
        boolean all = declared.size() == changed.size();
        if (!all || !declared.values().stream().allMatch(names::know)) {
            names.load();
        }
        if (!all || !declared.values().stream().allMatch(lazy::know)) {
            lazy.load();
        }
        makeShells(changed, declared);
    }

    /** Those that can be had at once. */
    private Map<Device, Sender> declared(List<Device> of) {
        var quick = devices.quick();
        var declared = new LinkedHashMap<Device, Sender>();
        for (var device : of) {
            LateShells.declared(quick, device).ifPresent(sender -> declared.put(device, sender));
        }
        return declared;
    }

    /** The others have theirs later. */
    private void makeShells(List<Device> of, Map<Device, Sender> declared) {
        var shellOf = new LinkedHashMap<Device, CompletableFuture<@Nullable Void>>();
        declared.forEach((device, sender) -> shellOf.put(device, shells.anew(sender)));
        var late = new ArrayList<Device>();
        for (var device : of) {
            var shell = shellOf.get(device);
            if (shell == null || !LateShells.isMade(shell)) {
                late.add(device);
            }
        }
        lateShells.make(late);
    }
}
