package city.auriga.iot.mapping;

import java.time.ZoneId;

/**
 * How a device writes what it measures, and how that is read.
 *
 * @param zone of times that name none
 * @param axes of positions that are no GeoJSON
 */
public record Conventions(ZoneId zone, Axes axes) {
    /** Those of most devices. */
    public static Conventions of(ZoneId zone) {
        return new Conventions(zone, Axes.LONGITUDE_FIRST);
    }

    Conventions with(Axes other) {
        return other == axes ? this : new Conventions(zone, other);
    }
}
