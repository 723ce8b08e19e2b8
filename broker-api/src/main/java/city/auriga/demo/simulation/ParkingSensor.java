package city.auriga.demo.simulation;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Sees whether a car stands on one parking spot. */
final class ParkingSensor implements Sensor {
    static final List<Measured> MEASURES = List.of(Measured.text("s", "status"));
    private static final double CHANGES = 0.15;

    private final RandomGenerator random;
    private boolean occupied;

    ParkingSensor(RandomGenerator random) {
        this.random = random;
        this.occupied = random.nextBoolean();
    }

    @Override
    public ObjectNode read(Moment now) {
        if (random.nextDouble() < CHANGES) {
            occupied = random.nextDouble() < 0.35 + 0.6 * now.traffic();
        }
        return Sensor.values().put("s", occupied ? "occupied" : "free");
    }
}
