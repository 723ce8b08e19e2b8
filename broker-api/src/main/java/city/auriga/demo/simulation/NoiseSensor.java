package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.rounded;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A sound level meter: the average, and the loudest moment. */
final class NoiseSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(Measured.number("a", "LAeq", "2N"), Measured.number("m", "LAmax", "2N"));

    private final RandomGenerator random;
    private final double quiet;

    NoiseSensor(RandomGenerator random) {
        this.random = random;
        this.quiet = random.nextDouble(38, 46);
    }

    @Override
    public ObjectNode read(Moment now) {
        double average = quiet + 24 * Math.sqrt(now.traffic()) + random.nextDouble(-2, 2);
        double loudest = average + 6 + random.nextDouble(0, 14);
        return Sensor.values().put("a", rounded(average, 1)).put("m", rounded(loudest, 1));
    }
}
