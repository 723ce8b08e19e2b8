package city.auriga.iot.device;

import city.auriga.core.device.DeviceGroups;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators of apikeys that two tenants have, as they could before that was refused. */
public final class SharedApikeys {
    private static final Logger LOG = LoggerFactory.getLogger(SharedApikeys.class);

    private final DeviceGroups groups;

    public SharedApikeys(DeviceGroups groups) {
        this.groups = groups;
    }

    /**
     * In the background: it looks at all devices. Without a name of an apikey, as it is a secret.
     */
    public void tell() {
        Thread.ofVirtual().name("shared-apikeys").start(this::look);
    }

    private void look() {
        try {
            var tenants = groups.sharingApikeys().stream().map(Tenant::name).toList();
            if (!tenants.isEmpty()) {
                LOG.warn(
                        "tenants {} have apikeys in common, and cannot add to them any more: see"
                                + " 'Apikeys that two tenants have' in docs/operations.md",
                        tenants);
            }
        } catch (NgsiLdException e) {
            LOG.info("whether tenants have apikeys in common is not known: {}", e.getMessage());
        }
    }
}
