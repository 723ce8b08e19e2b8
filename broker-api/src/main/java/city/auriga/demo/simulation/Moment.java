package city.auriga.demo.simulation;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** A time in Santander, and what all its devices have in common then. */
public record Moment(Instant instant) {
    private static final ZoneId ZONE = ZoneId.of("Europe/Madrid");
    private static final double LATITUDE = Math.toRadians(43.462);
    private static final double LONGITUDE = -3.81;
    private static final double TILT_OF_EARTH = Math.toRadians(23.44);

    public ZonedDateTime local() {
        return instant.atZone(ZONE);
    }

    /** From 0 to 24, on the clocks of the city. */
    double hour() {
        return local().toLocalTime().toSecondOfDay() / 3600.0;
    }

    /** How busy the streets are, from 0 to 1: two rush hours, and lunch between them. */
    double traffic() {
        double hour = hour();
        double busy =
                0.05
                        + 0.85 * peak(hour, 8.5, 1.2)
                        + 0.5 * peak(hour, 13.8, 1.8)
                        + 0.8 * peak(hour, 18.8, 1.8);
        return Math.min(1, isWeekend() ? 0.6 * busy : busy);
    }

    /** Sine of the sun's height: 1 in the zenith, 0 at the horizon, negative at night. */
    double sun() {
        var utc = instant.atOffset(ZoneOffset.UTC);
        double year = 2 * Math.PI * (utc.getDayOfYear() + 10) / 365.25;
        double declination = -TILT_OF_EARTH * Math.cos(year);
        double solarHour = utc.toLocalTime().toSecondOfDay() / 3600.0 + LONGITUDE / 15;
        double angle = Math.PI * (solarHour - 12) / 12;
        return Math.sin(LATITUDE) * Math.sin(declination)
                + Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(angle);
    }

    /** Of the air, in the shade: the sea keeps it mild, the warmest hour is in the afternoon. */
    double temperature() {
        var utc = instant.atOffset(ZoneOffset.UTC);
        double season = Math.cos(2 * Math.PI * (utc.getDayOfYear() - 220) / 365.25);
        double day = Math.cos(2 * Math.PI * (hour() - 15.5) / 24);
        return 14.5 + 5 * season + 3 * day;
    }

    private boolean isWeekend() {
        return switch (local().getDayOfWeek()) {
            case SATURDAY, SUNDAY -> true;
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> false;
        };
    }

    private static double peak(double hour, double at, double width) {
        double distance = (hour - at) / width;
        return Math.exp(-distance * distance / 2);
    }
}
