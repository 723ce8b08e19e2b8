package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.InMemoryStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever the order of the readings, the batches, the failures and the restarts: the broker ends
 * with the newest of each instance that it takes, and what it does not take is a dead letter.
 */
class ShippingPropertyTest {
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final String WITNESS = "urn:w";
    private static final String NAME = "https://uri.etsi.org/ngsi-ld/default-context/n";

    private final AtomicLong now = new AtomicLong();

    /** Of two tenants, with the same ids. */
    private static final List<Tenant> TENANTS = List.of(Tenant.DEFAULT, new Tenant("city"));

    /** Numbers 0 to 29: the second at which it was measured. */
    private record Measured(int device, int number) {
        boolean isBad() {
            return number % 11 == 10 || isChoking();
        }

        boolean isChoking() {
            return number % 13 == 12;
        }

        Write write(Tenant tenant) {
            var word = isChoking() ? CapriciousBroker.CHOKING : CapriciousBroker.BAD;
            var value = isBad() ? '"' + word + number + '"' : number;
            return new Write(
                    tenant,
                    "urn:d" + device,
                    Kind.NEWEST,
                    """
                    {"id":"urn:d%d","type":"Device","n":{"type":"Property","value":%s,"observedAt":"%s"}}\
                    """
                            .formatted(device, value, EPOCH.plusSeconds(number)));
        }
    }

    @Property(tries = 400)
    void theNewestArrives(
            @ForAll @Size(max = 120) List<@IntRange(max = 149) Integer> readings,
            @ForAll @IntRange(max = 15) int failures,
            @ForAll boolean everyValue,
            @ForAll long seed)
            throws InterruptedException {
        var measured = readings.stream().map(r -> new Measured(r / 30, r % 30)).toList();
        var random = new Random(seed);
        var spool = new InMemorySpool();
        var broker = new CapriciousBroker(seed, failures);
        var letters = new InMemoryStores().letters;
        var passages = List.<Passage>of();
        var waiting = new ArrayList<>(measured);
        for (int turn = 0; (isWaiting(spool) || !waiting.isEmpty()) && turn < 10_000; turn++) {
            // Whoever is taken shows that the broker works. No more of it than the broker takes.
            TENANTS.stream()
                    .filter(tenant -> !isWitnessWaiting(spool, tenant))
                    .forEach(tenant -> spool.add(Writes.of(tenant, WITNESS, 1)).join());
            var some = waiting.subList(0, Math.min(waiting.size(), random.nextInt(20)));
            some.forEach(m -> TENANTS.forEach(tenant -> spool.add(m.write(tenant)).join()));
            some.clear();
            if (turn == 0 || random.nextInt(20) == 0) {
                passages = passages(spool, broker, letters, 1 + random.nextInt(30), everyValue);
            }
            for (var passage : passages) {
                passage.forward();
            }
            now.addAndGet(random.nextInt(2_000) * 1_000_000L);
        }
        assertThat(isWaiting(spool)).isFalse();
        for (var tenant : TENANTS) {
            assertNewest(measured, tenant, broker);
            assertThat(
                            letters.all.stream()
                                    .filter(letter -> letter.tenant().equals(tenant))
                                    .mapToLong(DeadLetter::count)
                                    .sum())
                    .as("what the broker does not take is kept")
                    .isBetween(surelyKept(measured), bad(measured));
        }
    }

    private static boolean isWitnessWaiting(InMemorySpool spool, Tenant tenant) {
        return !spool.nextOf(tenant, Set.of(WITNESS), 0, 1_000).isEmpty();
    }

    private static boolean isWaiting(InMemorySpool spool) {
        var others = new Wanted(0, Set.of(WITNESS), 1);
        return TENANTS.stream().anyMatch(tenant -> !spool.next(tenant, others).isEmpty());
    }

    /** Of a process, which the next one takes the place of. */
    private List<Passage> passages(
            InMemorySpool spool,
            CapriciousBroker broker,
            InMemoryStores.Letterbox letters,
            int batch,
            boolean everyValue) {
        var pauses = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        var settings =
                new ForwardSettings(
                        batch,
                        everyValue,
                        pauses,
                        pauses,
                        Duration.ofSeconds(3),
                        Duration.ofDays(1),
                        Duration.ofMillis(1),
                        1_000);
        var metrics = new SpoolMetrics(new SimpleMeterRegistry());
        var clock = InstantSource.fixed(EPOCH);
        var refused = new RefusedWrites(letters, 1_000);
        var settlement = new Settlement(spool, refused, metrics, settings.remember(), clock);
        return TENANTS.stream()
                .map(tenant -> {
                    var suspects = new Suspects(pauses, settings.giveUp(), now::get);
                    var shipping =
                            new Shipping(tenant, suspects, broker, settlement, metrics, clock);
                    var shells =
                            new ShellShipping(
                                    tenant,
                                    spool,
                                    broker,
                                    settings,
                                    settlement,
                                    metrics,
                                    clock,
                                    now::get);
                    return new Passage(
                            tenant, spool, settings, shipping, shells, suspects, now::get);
                })
                .toList();
    }

    private static void assertNewest(
            List<Measured> measured, Tenant tenant, CapriciousBroker broker) {
        var newest = new HashMap<Integer, Integer>();
        measured.stream()
                .filter(m -> !m.isBad())
                .forEach(m -> newest.merge(m.device, m.number, Math::max));
        for (int device : IntStream.range(0, 5).toArray()) {
            var shown = broker.entity(tenant, "urn:d" + device).path(NAME).path("value").asInt(-1);
            assertThat(shown).as("device " + device).isEqualTo(newest.getOrDefault(device, -1));
        }
    }

    private static long bad(List<Measured> measured) {
        return measured.stream().filter(Measured::isBad).count();
    }

    /** A bad reading that is older than a good one may be left out as any other. */
    private static long surelyKept(List<Measured> measured) {
        return measured.stream()
                .filter(Measured::isBad)
                .filter(bad ->
                        measured.stream()
                                .noneMatch(other ->
                                        !other.isBad()
                                                && other.device == bad.device
                                                && other.number > bad.number))
                .count();
    }
}
