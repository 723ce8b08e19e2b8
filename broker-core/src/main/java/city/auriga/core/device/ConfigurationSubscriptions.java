package city.auriga.core.device;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: stores what devices want to know of their Entities, and which of them have to be told. A
 * device is told of many changes at once, and by one process. All of it leaves with the device.
 * Every method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface ConfigurationSubscriptions {
    /**
     * A device wants to know this, and nothing else any more. Every process hears.
     *
     * @return false if the device is gone
     */
    boolean put(ConfigurationSubscription subscription);

    /** Whether a device has said nothing of what it wants to know, or wants to know nothing. */
    boolean isWithout(Address device);

    /** A device wants to know nothing any more. */
    void remove(Address device);

    /** What is watched of an Entity. */
    record Watched(Tenant tenant, String entity, String name) {}

    /** All that is watched. */
    List<Watched> watched();

    /** What is watched of Entities of a type, expanded. */
    record WatchedType(Tenant tenant, String type, String name) {}

    /** The same of all types. */
    List<WatchedType> watchedTypes();

    /** Expanded names of what is watched of one Entity. */
    Set<String> watched(Tenant tenant, String entity);

    /**
     * Attributes have changed: who watches them has to be told. Every process hears.
     *
     * @param names expanded
     * @param retry when it is tried again, unless it was told before
     * @param mayWait as long as for any statement, if somebody has the devices just now; else after
     *     some ten milliseconds that is {@code SERVICE_UNAVAILABLE}
     * @return how many devices watch them
     */
    int changed(
            Tenant tenant,
            String entity,
            Collection<String> names,
            Instant now,
            Instant retry,
            boolean mayWait);

    /**
     * An Attribute of Entities of a type may have changed: who watches it has to be told. Every
     * process hears.
     *
     * @param retry when it is tried again, unless it was told before
     */
    void changed(WatchedType watched, Instant now, Instant retry);

    /**
     * What a device has to be told.
     *
     * @param version of its last change
     */
    record Due(ConfigurationSubscription subscription, long version) {}

    /**
     * Takes what a device has to be told, if there is anything; nobody else gets it before it was
     * told, given back, or the claim has run out.
     */
    Optional<Due> claim(Address device, Instant now, Instant until);

    /** A device was told of all changes up to this version. */
    void told(Address device, long version);

    /** A device could not be told now. */
    void giveBack(Address device);

    /** Devices that have to be told, at most so many. */
    List<Address> waiting(int limit);

    /** Devices that were not told though it was time: every process hears. */
    void stir(Instant now, int limit);
}
