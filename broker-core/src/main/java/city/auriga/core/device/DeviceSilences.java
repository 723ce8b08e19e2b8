package city.auriga.core.device;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: devices that are not heard when they are expected, and those that are heard again. Every
 * method may throw {@link city.auriga.core.problem.NgsiLdException} with problem {@code
 * SERVICE_UNAVAILABLE}.
 */
public interface DeviceSilences {
    /**
     * A device to be looked at.
     *
     * @param lastSeen when it was last heard
     * @param silent whether it counts as silent, though it was heard since
     */
    record Due(DeviceKey device, Instant lastSeen, boolean silent) {}

    /**
     * What was found.
     *
     * @param expectedBy when it is to be looked at again; null for when it is heard
     */
    record Settled(Due due, boolean silent, @Nullable Instant expectedBy) {}

    /** Devices that are due, the first ones first. Nobody else gets them until a time. */
    List<Due> claim(Instant now, Instant until, int limit);

    /**
     * Stores what was found; a device that was heard meanwhile is looked at again at once.
     *
     * @param until as it was claimed
     */
    void settle(List<Settled> found, Instant until);
}
