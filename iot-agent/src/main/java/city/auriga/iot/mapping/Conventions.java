package city.auriga.iot.mapping;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How a device writes what it measures, and how that is read.
 *
 * @param zone of times that name none
 * @param axes of positions that are no GeoJSON
 * @param removesByNull whether a null takes an Attribute away; else it is no value
 * @param maxSkew how far its clock may be ahead of ours
 * @param rejectsBadTimes whether a measure whose time is none is not taken; else it gets that of
 *     its arrival
 * @param stampsStatics whether static attributes get the time of the measure that writes them
 * @param dataTypes how Properties tell which type their value has
 * @param relationshipPrefix of targets that are no URIs; null if they are refused
 */
public record Conventions(
        ZoneId zone,
        Axes axes,
        boolean removesByNull,
        Duration maxSkew,
        boolean rejectsBadTimes,
        boolean stampsStatics,
        DataTypes dataTypes,
        @Nullable String relationshipPrefix) {
    public static final Duration MAX_SKEW = Duration.ofMinutes(10);

    /** Those of most devices. */
    public static Conventions of(ZoneId zone) {
        return new Conventions(
                zone, Axes.LONGITUDE_FIRST, false, MAX_SKEW, false, false, DataTypes.UNTOLD, null);
    }

    Conventions with(@Nullable Axes otherAxes, @Nullable String otherPrefix) {
        return new Conventions(
                zone,
                otherAxes == null ? axes : otherAxes,
                removesByNull,
                maxSkew,
                rejectsBadTimes,
                stampsStatics,
                dataTypes,
                otherPrefix == null ? relationshipPrefix : otherPrefix);
    }
}
