package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.bounded;
import static city.auriga.demo.simulation.Sensor.rounded;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Counts vehicles on one lane. */
final class TrafficSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(
                    Measured.count("i", "intensity"),
                    Measured.number("v", "averageVehicleSpeed", "KMH"),
                    Measured.number("o", "occupancy", "C62"),
                    Measured.flag("c", "congested"));
    private static final double CAPACITY = 1_400;

    private final RandomGenerator random;
    private final double importance;
    private final double speedLimit;

    TrafficSensor(RandomGenerator random) {
        this.random = random;
        this.importance = random.nextDouble(0.3, 1);
        this.speedLimit = importance > 0.7 ? 50 : 30;
    }

    @Override
    public ObjectNode read(Moment now) {
        double load = bounded(now.traffic() * importance * random.nextDouble(0.85, 1.15), 0, 1);
        double speed = speedLimit * (1 - 0.7 * load * load) * random.nextDouble(0.95, 1.05);
        return Sensor.values()
                .put("i", Math.round(CAPACITY * load))
                .put("v", rounded(speed, 1))
                .put("o", rounded(0.9 * load, 2))
                .put("c", load > 0.8);
    }
}
