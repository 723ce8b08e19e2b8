package city.auriga.demo.simulation;

import static city.auriga.demo.simulation.Sensor.rounded;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A container that fills while people are about, and is emptied in the early morning. */
final class WasteSensor implements Sensor {
    static final List<Measured> MEASURES =
            List.of(
                    Measured.number("f", "fillingLevel", "C62"),
                    Measured.number("t", "temperature", "CEL"));
    private static final double WORTH_A_STOP = 0.4;

    private final RandomGenerator random;
    private final double perHour;
    private final double collectedAt;
    private double level;
    private Moment before = new Moment(Instant.EPOCH);

    WasteSensor(RandomGenerator random) {
        this.random = random;
        this.perHour = random.nextDouble(0.02, 0.07);
        this.collectedAt = random.nextDouble(5, 7);
        this.level = random.nextDouble(0.05, 0.8);
    }

    @Override
    public ObjectNode read(Moment now) {
        var elapsed = Duration.between(before.instant(), now.instant());
        // the first reading has none before it
        double hours = elapsed.toDays() > 1 ? 0 : elapsed.toMillis() / 3_600_000.0;
        if (level >= WORTH_A_STOP && wasCollected(hours, now.hour())) {
            level = random.nextDouble(0, 0.05);
        }
        level = Math.min(1, level + hours * perHour * (0.2 + now.traffic()));
        before = now;
        double warmth = now.temperature() + 4 * level + random.nextDouble(-0.5, 0.5);
        return Sensor.values().put("f", rounded(level, 3)).put("t", rounded(warmth, 1));
    }

    private boolean wasCollected(double hours, double hour) {
        double since = (hour - collectedAt + 24) % 24;
        return since < hours;
    }
}
