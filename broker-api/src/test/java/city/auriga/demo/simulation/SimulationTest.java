package city.auriga.demo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {
    private static final City CITY = City.of(100);
    private static final int QUARTERS_OF_A_DAY = 96;

    @Test
    void repeatsItselfWithTheSameSeed() {
        assertThat(day(42)).isEqualTo(day(42));
    }

    @Test
    void differsWithAnotherSeed() {
        assertThat(day(42)).isNotEqualTo(day(43));
    }

    @Test
    void letsEachDeviceMeasureOnceInARound() {
        assertThat(readings(42).limit(100).map(Reading::device))
                .containsExactlyInAnyOrderElementsOf(CITY.devices());
    }

    @Test
    void sendsWhatItsKindDeclaresInThatOrder() {
        assertThat(readings(42).limit(500))
                .allSatisfy(reading ->
                        assertThat(reading.values().propertyNames())
                                .containsExactlyElementsOf(
                                        reading.device().kind().measures().stream()
                                                .map(Measured::objectId)
                                                .toList()));
    }

    @ParameterizedTest(name = "{0} {1} from {2} to {3}")
    @CsvSource({
        "TRAFFIC, i,       0,   1400",
        "TRAFFIC, v,       5,     55",
        "TRAFFIC, o,       0,      1",
        "AIR,     no2,     5,    120",
        "AIR,     o3,     25,    110",
        "AIR,     pm10,    9,     55",
        "AIR,     pm25,    5,     30",
        "NOISE,   a,      35,     75",
        "NOISE,   m,      40,     95",
        "WASTE,   f,       0,      1",
        "WASTE,   t,       3,     35",
        "LIGHT,   l,       0,      1",
        "LIGHT,   w,       0,     95",
        "WEATHER, t,       3,     30",
        "WEATHER, h,     0.3,      1",
        "WEATHER, p,     985,   1040",
        "WEATHER, ws,      0,     20",
        "WEATHER, wd,      0,    360",
        "WEATHER, r,       0,      8",
        "WEATHER, i,       0, 100000"
    })
    void staysPlausible(Kind kind, String objectId, double least, double most) {
        assertThat(dayOf(kind))
                .extracting(r -> r.values().get(objectId).doubleValue())
                .allSatisfy(value -> assertThat(value).isBetween(least, most));
    }

    @Test
    void hasRushHours() {
        assertThat(average(Kind.TRAFFIC, "i", 8)).isGreaterThan(4 * average(Kind.TRAFFIC, "i", 3));
        assertThat(average(Kind.NOISE, "a", 18)).isGreaterThan(average(Kind.NOISE, "a", 4) + 8);
        assertThat(average(Kind.AIR, "no2", 8)).isGreaterThan(average(Kind.AIR, "no2", 4));
    }

    @Test
    void lightsTheStreetsByNightOnly() {
        assertThat(texts(Kind.LIGHT, "s", 23)).containsOnly("on");
        assertThat(texts(Kind.LIGHT, "s", 3)).containsOnly("low");
        assertThat(texts(Kind.LIGHT, "s", 13)).containsOnly("off");
    }

    @Test
    void fillsParkingSpotsAndFreesThem() {
        assertThat(dayOf(Kind.PARKING))
                .extracting(r -> r.values().get("s").stringValue())
                .contains("free", "occupied")
                .allMatch(status -> status.equals("free") || status.equals("occupied"));
    }

    @Test
    void fillsContainersAndEmptiesThem() {
        var container = new WasteSensor(new SplittableRandom(5));
        var levels =
                Stream.iterate(Instant.parse("2026-05-06T00:00:00Z"), t -> t.plusSeconds(900))
                        .limit(7 * QUARTERS_OF_A_DAY)
                        .map(t -> container.read(new Moment(t)).get("f").doubleValue())
                        .toList();
        assertThat(levels).anyMatch(level -> level > 0.4);
        assertThat(levels.subList(QUARTERS_OF_A_DAY, levels.size())).anyMatch(level -> level < 0.1);
    }

    @Test
    void followsTheClockWithoutASeed() {
        var noon = Instant.parse("2026-06-21T12:00:00Z");
        var simulation = Simulation.live(CITY, InstantSource.fixed(noon));
        assertThat(simulation.next().moment()).isEqualTo(new Moment(noon));
    }

    private static List<String> day(long seed) {
        return readings(seed).limit(100 * QUARTERS_OF_A_DAY).map(Reading::toString).toList();
    }

    private static List<Reading> dayOf(Kind kind) {
        return readings(7)
                .limit(100 * QUARTERS_OF_A_DAY)
                .filter(reading -> reading.device().kind() == kind)
                .toList();
    }

    private static double average(Kind kind, String objectId, int hour) {
        return at(kind, hour)
                .mapToDouble(r -> r.values().get(objectId).doubleValue())
                .average()
                .orElseThrow();
    }

    private static List<String> texts(Kind kind, String objectId, int hour) {
        return at(kind, hour).map(r -> r.values().get(objectId).stringValue()).toList();
    }

    private static Stream<Reading> at(Kind kind, int hour) {
        return dayOf(kind).stream().filter(r -> r.moment().local().getHour() == hour);
    }

    private static Stream<Reading> readings(long seed) {
        var simulation = Simulation.seeded(CITY, seed);
        return Stream.generate(simulation::next);
    }
}
