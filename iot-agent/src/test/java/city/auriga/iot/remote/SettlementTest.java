package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.InMemoryStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final Tenant CITY = new Tenant("city");
    private static final String NAMES = "https://uri.etsi.org/ngsi-ld/default-context/";

    private final InMemorySpool spool = new InMemorySpool();
    private final Settlement settlement =
            new Settlement(
                    spool,
                    new RefusedWrites(new InMemoryStores().letters, 10),
                    new SpoolMetrics(new SimpleMeterRegistry()),
                    Duration.ofDays(90),
                    InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")));

    @Test
    void remembersByTheClockOfTheDevice() {
        settle("a", "1970-01-01T00:00:00Z");
        settle("b", "1970-03-31T00:00:00Z");
        assertThat(remembered())
                .as("it is wrong, but goes on")
                .isEqualTo(
                        Map.of(
                                NAMES + "a",
                                Instant.EPOCH,
                                NAMES + "b",
                                Instant.parse("1970-03-31T00:00:00Z")));
        settle("b", "1970-04-02T00:00:00Z");
        assertThat(remembered())
                .as("of a nothing was heard for 91 days")
                .isEqualTo(Map.of(NAMES + "b", Instant.parse("1970-04-02T00:00:00Z")));
    }

    private void settle(String attribute, String time) {
        spool.add(
                        new Write(
                                CITY,
                                "urn:e",
                                Kind.NEWEST,
                                """
                                {"id":"urn:e","type":"T","%s":{"type":"Property","value":1,"observedAt":"%s"}}\
                                """
                                        .formatted(attribute, time)))
                .join();
        var rows = spool.next(CITY, Wanted.first(10));
        settlement.settle(CITY, rows, settlement.fold(CITY, rows), Set.of());
    }

    private Map<String, Instant> remembered() {
        return spool.newest(CITY, List.of("urn:e")).getOrDefault("urn:e", Map.of());
    }
}
