package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.bounded;
import static city.auriga.demo.simulation.Sensor.rounded;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A weather station; wind, pressure and rain drift from one reading to the next. */
final class WeatherSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(
                    Measured.number("t", "temperature", "CEL"),
                    Measured.number("h", "relativeHumidity", "C62"),
                    Measured.number("p", "atmosphericPressure", "A97"),
                    Measured.number("ws", "windSpeed", "MTS"),
                    Measured.number("wd", "windDirection", "DD"),
                    Measured.number("r", "precipitation", "MMT"),
                    Measured.number("i", "illuminance", "LUX"));

    private final RandomGenerator random;
    private double pressure;
    private double wind;
    private double direction;
    private double rain;

    WeatherSensor(RandomGenerator random) {
        this.random = random;
        this.pressure = random.nextDouble(1_005, 1_025);
        this.wind = random.nextDouble(1, 6);
        this.direction = random.nextDouble(0, 360);
    }

    @Override
    public ObjectNode read(Moment now) {
        pressure = bounded(pressure + random.nextDouble(-0.3, 0.3), 985, 1_040);
        wind = bounded(wind + random.nextDouble(-0.5, 0.5), 0, 20);
        direction = (direction + random.nextDouble(-10, 10) + 360) % 360;
        boolean wet = pressure < 1_010;
        rain = wet ? bounded(rain + random.nextDouble(-0.4, 0.4), 0, 8) : 0;
        double temperature = now.temperature() + random.nextDouble(-0.4, 0.4);
        double humidity = bounded(1.05 - 0.02 * temperature + (rain > 0 ? 0.15 : 0), 0.3, 1);
        return Sensor.values()
                .put("t", rounded(temperature, 1))
                .put("h", rounded(humidity, 2))
                .put("p", rounded(pressure, 1))
                .put("ws", rounded(wind, 1))
                .put("wd", Math.round(direction) % 360)
                .put("r", rounded(rain, 1))
                .put("i", Math.round(100_000 * Math.max(0, now.sun())));
    }
}
