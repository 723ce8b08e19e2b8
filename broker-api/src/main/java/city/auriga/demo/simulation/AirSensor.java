package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.rounded;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Measures what traffic leaves in the air, and the ozone that the sun makes of it. */
final class AirSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(
                    Measured.number("no2", "no2", "GQ"),
                    Measured.number("o3", "o3", "GQ"),
                    Measured.number("pm10", "pm10", "GQ"),
                    Measured.number("pm25", "pm25", "GQ"),
                    Measured.text("l", "airQualityLevel"));

    private final RandomGenerator random;
    private final double exposure;

    AirSensor(RandomGenerator random) {
        this.random = random;
        this.exposure = random.nextDouble(0.4, 1.2);
    }

    @Override
    public ObjectNode read(Moment now) {
        double exhaust = now.traffic() * exposure;
        double no2 = noisy(8 + 80 * exhaust);
        double pm10 = noisy(11 + 28 * exhaust);
        return Sensor.values()
                .put("no2", rounded(no2, 1))
                .put("o3", rounded(noisy(35 + 60 * Math.max(0, now.sun())), 1))
                .put("pm10", rounded(pm10, 1))
                .put("pm25", rounded(0.55 * pm10, 1))
                .put("l", level(no2));
    }

    private double noisy(double value) {
        return value * random.nextDouble(0.9, 1.1);
    }

    /** By the bounds of the European air quality index. */
    private static String level(double no2) {
        if (no2 <= 40) {
            return "good";
        }
        return no2 <= 90 ? "fair" : "moderate";
    }
}
