package city.auriga.iot.command;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceRegistry;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.ProvisioningException;
import city.auriga.iot.device.Sender;
import city.auriga.iot.device.Shells;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Entities of devices whose @context does not come at once, behind the back of whoever
 * provisioned them: such a device may never send anything, and would have none otherwise.
 */
final class LateShells {
    private static final Logger LOG = LoggerFactory.getLogger(LateShells.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int TRIES = 12;

    /** Others get their Entity when they are heard. */
    private static final int MOST_WAITING = 100_000;

    private final DeviceRegistry registry;
    private final EntityDevices devices;
    private final Shells shells;
    private final AtomicInteger waiting = new AtomicInteger();

    LateShells(DeviceRegistry registry, EntityDevices devices, Shells shells) {
        this.registry = registry;
        this.devices = devices;
        this.shells = shells;
    }

    /** Within an hour or so. */
    void make(List<Device> late) {
        if (late.isEmpty()) {
            return;
        }
        if (waiting.addAndGet(late.size()) > MOST_WAITING) {
            waiting.addAndGet(-late.size());
            LOG.warn("{} devices have no Entity before they are heard", late.size());
            return;
        }
        Thread.ofVirtual().name("late-shells").start(() -> tryAll(late));
    }

    private void tryAll(List<Device> late) {
        try {
            var left = late;
            var pause = FIRST_PAUSE;
            for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                left = tryOnce(left);
            }
            if (!left.isEmpty()) {
                LOG.warn("{} devices have no Entity before they are heard", left.size());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.addAndGet(-late.size());
        }
    }

    /** Answers those that still have none. */
    private List<Device> tryOnce(List<Device> late) {
        var patient = devices.patient();
        var left = new ArrayList<Device>();
        String reason = "";
        for (var device : late) {
            try {
                // It may have gone, or have become another one.
                registry.find(device.tenant(), device.path(), device.apikey(), device.id())
                        .ifPresent(now -> shells.anew(patient.declared(now)).join());
            } catch (NgsiLdException | ProvisioningException | CompletionException e) {
                reason = String.valueOf(e.getMessage());
                left.add(device);
            } catch (RuntimeException fault) {
                // It would be the same again, and others stand behind it.
                LOG.error("device {} has no Entity before it is heard", device.id(), fault);
            }
        }
        if (!left.isEmpty()) {
            LOG.info("{} devices have no Entity yet: {}", left.size(), reason);
        }
        return left;
    }

    /**
     * What a device declares; empty if that cannot be had now.
     *
     * @param devices with the patience that there is
     */
    static Optional<Sender> declared(EntityDevices devices, Device device) {
        try {
            return Optional.of(devices.declared(device));
        } catch (NgsiLdException | ProvisioningException | CompletionException e) {
            LOG.debug("a device has no Entity yet: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Answers whether the Entity is there. */
    static boolean isMade(CompletableFuture<@Nullable Void> shell) {
        try {
            shell.join();
            return true;
        } catch (CompletionException e) {
            LOG.debug("a device has no Entity yet: {}", e.getMessage());
            return false;
        }
    }
}
