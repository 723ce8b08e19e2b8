package city.auriga.demo.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The devices of Santander. They are the same at every start: whoever asks for more devices gets
 * those of the smaller city and others.
 */
public record City(List<Device> devices) {
    /** Twenty devices: how many there are of each kind, the first seven one of each. */
    private static final List<Kind> MIX =
            List.of(
                    Kind.TRAFFIC,
                    Kind.AIR,
                    Kind.NOISE,
                    Kind.WASTE,
                    Kind.PARKING,
                    Kind.LIGHT,
                    Kind.WEATHER,
                    Kind.PARKING,
                    Kind.LIGHT,
                    Kind.TRAFFIC,
                    Kind.PARKING,
                    Kind.WASTE,
                    Kind.LIGHT,
                    Kind.PARKING,
                    Kind.TRAFFIC,
                    Kind.LIGHT,
                    Kind.PARKING,
                    Kind.WASTE,
                    Kind.LIGHT,
                    Kind.PARKING);

    private static final double LANE = 0.04;

    public City {
        devices = List.copyOf(devices);
    }

    public static City of(int size) {
        var devices = new ArrayList<Device>();
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        for (int n = 0; n < size; n++) {
            var kind = MIX.get(n % MIX.size());
            devices.add(device(kind, counts.merge(kind, 1, Integer::sum), n));
        }
        return new City(devices);
    }

    private static Device device(Kind kind, int number, int position) {
        var random = new SplittableRandom(position);
        var street = Street.ALL.get(random.nextInt(Street.ALL.size()));
        double along = random.nextDouble(0, 1 - LANE);
        return new Device(kind, number, street.name(), places(kind, street, along, random));
    }

    private static List<Place> places(
            Kind kind, Street street, double along, RandomGenerator random) {
        return switch (kind) {
            case TRAFFIC -> List.of(street.at(along, 0), street.at(along + LANE, 0));
            case AIR, NOISE, WASTE, PARKING, LIGHT, WEATHER ->
                    List.of(street.at(along, random.nextDouble(-0.0002, 0.0002)));
        };
    }
}
