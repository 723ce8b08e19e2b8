package city.auriga.core.device;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was heard of a device.
 *
 * @param lastSeen when it last sent anything, be it of use or not
 * @param lastMeasure when it last sent what was written to an entity; null if it never did
 * @param measures how many it sent
 * @param faults how often something that it sent could not be used
 * @param measure what it sent then, as JSON; null if that is not wanted, or too much
 * @param expectedBy when it is to be heard again at the latest; null if nobody says
 */
public record DeviceActivity(
        DeviceKey device,
        Instant lastSeen,
        @Nullable Instant lastMeasure,
        long measures,
        long faults,
        @Nullable String measure,
        @Nullable Instant expectedBy) {

    /** Both together. */
    public DeviceActivity and(DeviceActivity other) {
        return new DeviceActivity(
                device,
                later(lastSeen, other.lastSeen),
                lastMeasure == null || other.lastMeasure == null
                        ? (lastMeasure == null ? other.lastMeasure : lastMeasure)
                        : later(lastMeasure, other.lastMeasure),
                measures + other.measures,
                faults + other.faults,
                measuredAfter(other) ? measure : other.measure,
                lastSeen.isAfter(other.lastSeen) ? expectedBy : other.expectedBy);
    }

    private boolean measuredAfter(DeviceActivity other) {
        return other.lastMeasure == null
                || (lastMeasure != null && lastMeasure.isAfter(other.lastMeasure));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
