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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ShellShippingTest {
    private static final Tenant CITY = new Tenant("city");

    private final InMemorySpool spool = new InMemorySpool();
    private final InMemoryStores.Letterbox letters = new InMemoryStores().letters;
    private final List<String> requests = new ArrayList<>();
    private final List<BrokerClient.Answer> answers = new ArrayList<>();
    private Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private final Shipping shipping = shipping();

    private Shipping shipping() {
        var metrics = new SpoolMetrics(new SimpleMeterRegistry());
        return new Shipping(
                CITY,
                new Suspects(
                        new Backoff(Duration.ofMillis(200), Duration.ofMinutes(5)),
                        Duration.ofHours(24),
                        () -> 0),
                this::answer,
                new Settlement(
                        spool,
                        new RefusedWrites(letters, 10),
                        metrics,
                        Duration.ofDays(90),
                        () -> now),
                metrics,
                () -> now);
    }

    private BrokerClient.Answer answer(
            Tenant tenant, String method, String path, byte @Nullable [] body) {
        var ids =
                new JsonMapper()
                        .readTree(body)
                        .valueStream()
                        .map(entity -> entity.path("id").asString("").substring(4))
                        .collect(Collectors.joining());
        requests.add(path.replaceAll(".*/|\\?.*=", " ").strip() + " " + ids);
        return answers.isEmpty() ? new BrokerClient.Answer(204, "", null) : answers.removeFirst();
    }

    private void add(String id, Kind kind, String value) {
        var document =
                """
                {"id":"urn:%s","type":"Gate","open":{"type":"Property","value":"%s"}}\
                """
                        .formatted(id, value);
        spool.add(new Write(CITY, "urn:" + id, kind, document)).join();
    }

    private void ship() throws InterruptedException {
        try {
            shipping.ship(spool.next(CITY, Wanted.first(100)));
        } catch (BrokerAwayException again) {
            requests.add("away");
        }
    }

    /**
     * Answers are a status, and the ids of Entities with the status of each; ! is no answer of a
     * broker.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    204, 201                  => upsert update c, create ab
                    204, 409, 204             => upsert update c, create ab, update noOverwrite ab
                    204, 207:a=409, 204       => upsert update c, create ab, update noOverwrite a
                    204, 207:a=409 b=500, 204 => upsert update c, create ab, update noOverwrite a, away
                    204, 400!                 => upsert update c, create ab, away
                    204, 503                  => upsert update c, create ab, away
                    204, 500, 204             => upsert update c, create ab, update noOverwrite ab
                    204, 500, 500, 500, 204   => upsert update c, create ab, update noOverwrite ab, update noOverwrite a, update noOverwrite b
                    204, 400, 400, 204, 400   => upsert update c, create ab, update noOverwrite ab, update noOverwrite a, update noOverwrite b
                    """)
    void makesWhatIsNotThere(String answered, String expected) throws Exception {
        for (var answer : answered.split(", ")) {
            answers.add(read(answer));
        }
        add("a", Kind.ABSENT, "");
        add("c", Kind.ALWAYS, "1");
        add("b", Kind.ABSENT, "");
        ship();
        assertThat(String.join(", ", requests)).isEqualTo(expected);
        boolean away = expected.endsWith("away");
        assertThat(spool.size() > 0).isEqualTo(away);
        assertThat(letters.all).isEmpty();
    }

    @Test
    void asksForTheSameAgainAfterAnHour() throws Exception {
        add("a", Kind.ABSENT, "");
        ship();
        add("a", Kind.ALWAYS, "1");
        add("a", Kind.ABSENT, "");
        now = now.plusSeconds(3_500);
        ship();
        assertThat(requests).containsExactly("create a", "upsert update a");
        add("a", Kind.ABSENT, "other");
        ship();
        assertThat(requests).hasSize(3);
        now = now.plusSeconds(3_700);
        add("a", Kind.ABSENT, "other");
        ship();
        assertThat(requests).hasSize(4);
        assertThat(spool.size()).isZero();
    }

    private static BrokerClient.Answer read(String text) {
        if (text.endsWith("!")) {
            return new BrokerClient.Answer(400, "who is that?", null);
        }
        var parts = text.split(":");
        int status = Integer.parseInt(parts[0]);
        if (parts.length == 1) {
            return new BrokerClient.Answer(status, status < 400 ? "" : "{}", null);
        }
        var errors = new ArrayList<String>();
        for (var error : parts[1].split(" ")) {
            var one = error.split("=");
            errors.add(
                    "{\"entityId\":\"urn:%s\",\"error\":{\"status\":%s}}"
                            .formatted(one[0], one[1]));
        }
        return new BrokerClient.Answer(status, "{\"errors\":" + errors + "}", null);
    }
}
