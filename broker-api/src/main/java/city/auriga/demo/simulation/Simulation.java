package city.auriga.demo.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** The readings of a city, one after the other; its devices take turns. */
public final class Simulation {
    private static final Instant SOME_DAY = Instant.parse("2026-05-06T00:00:00Z");
    private static final Duration ROUND = Duration.ofMinutes(15);

    private final List<Station> stations;
    private final LongFunction<Instant> times;
    private long readings;

    private Simulation(City city, long seed, LongFunction<Instant> times) {
        this.times = times;
        var stations = new ArrayList<Station>();
        for (var device : city.devices()) {
            // a device measures the same whatever others there are
            var random = new SplittableRandom(31 * seed + device.id().hashCode());
            stations.add(new Station(device, device.kind().sensor(random)));
        }
        Collections.shuffle(stations, new Random(seed));
        this.stations = List.copyOf(stations);
    }

    /**
     * The same seed gives the same readings. It also decides when the day begins; then a quarter of
     * an hour passes while each device measures once.
     */
    public static Simulation seeded(City city, long seed) {
        var start = SOME_DAY.plus(Duration.ofHours(new SplittableRandom(seed).nextInt(24)));
        long step = ROUND.toNanos() / city.devices().size();
        return new Simulation(city, seed, n -> start.plusNanos(n * step));
    }

    /** At the time of the clock. */
    public static Simulation live(City city, InstantSource clock) {
        return new Simulation(city, clock.millis(), n -> clock.instant());
    }

    public Reading next() {
        var station = stations.get((int) (readings % stations.size()));
        var moment = new Moment(times.apply(readings++));
        return new Reading(station.device(), moment, station.sensor().read(moment));
    }

    private record Station(Device device, Sensor sensor) {}
}
