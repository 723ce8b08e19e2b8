package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.rounded;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A lamp that is lit at dusk, dimmed in the small hours and put out at dawn. */
final class LightSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(
                    Measured.text("s", "powerState"),
                    Measured.number("l", "illuminanceLevel", "C62"),
                    Measured.number("w", "powerConsumption", "WTT"));
    private static final double RATED_WATTS = 90;

    private final RandomGenerator random;
    private final double dusk;

    LightSensor(RandomGenerator random) {
        this.random = random;
        this.dusk = random.nextDouble(-0.06, -0.02);
    }

    @Override
    public ObjectNode read(Moment now) {
        if (now.sun() > dusk) {
            return Sensor.values().put("s", "off").put("l", 0.0).put("w", 0.0);
        }
        boolean dimmed = now.hour() >= 1 && now.hour() < 5;
        double level = dimmed ? 0.5 : 1;
        double watts = RATED_WATTS * level * random.nextDouble(0.97, 1.03);
        return Sensor.values()
                .put("s", dimmed ? "low" : "on")
                .put("l", level)
                .put("w", rounded(watts, 1));
    }
}
