package city.auriga.iot.mapping;

import java.time.ZoneId;

/**
 * How a device writes what it measures, and how that is read.
 *
 * @param zone of times that name none
 * @param axes of positions that are no GeoJSON
 * @param removesByNull whether a null takes an Attribute away; else it is no value
 */
public record Conventions(ZoneId zone, Axes axes, boolean removesByNull) {
    /** Those of most devices. */
    public static Conventions of(ZoneId zone) {
        return new Conventions(zone, Axes.LONGITUDE_FIRST, false);
    }

    Conventions with(Axes other) {
        return other == axes ? this : new Conventions(zone, other, removesByNull);
    }
}
