package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;

/** Port: who wants to know what devices watch, and which have to be told, here or elsewhere. */
public interface ConfigurationListener {
    /** What is watched of an Entity is something else now. */
    default void watchedChanged(Tenant tenant, String entity) {}

    /** A device has to be told of changes. */
    default void stirred(Address device) {}

    /** Anything may have changed. */
    default void reload() {}
}
