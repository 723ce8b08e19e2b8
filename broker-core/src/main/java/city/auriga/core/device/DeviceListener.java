package city.auriga.core.device;

import city.auriga.core.model.Tenant;

/** Port: who wants to know that somebody provisioned something, here or on another replica. */
public interface DeviceListener {
    /** A group was added, changed or removed. */
    void groupsChanged();

    /**
     * A device was added, changed or removed.
     *
     * @param apikey that it had or has; empty if it has none
     */
    void deviceChanged(String apikey, String id);

    /** Devices of a group told something else of themselves. */
    default void configsChanged(Tenant tenant, String resource, String apikey) {
        // Of interest only where devices tell such things.
    }

    /** Anything may have changed. */
    void reload();
}
