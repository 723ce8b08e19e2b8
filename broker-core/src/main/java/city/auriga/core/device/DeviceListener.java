package city.auriga.core.device;

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

    /** Anything may have changed. */
    void reload();
}
