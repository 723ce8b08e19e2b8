package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.remote.BrokerClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Time stands still but for pauses. */
class ShellShippingTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Answer TAKEN = new Answer(204, "", null);

    private final InMemorySpool spool = new InMemorySpool();
    private final InMemoryStores.Letterbox letters = new InMemoryStores().letters;
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> requests = new ArrayList<>();

    /** What is answered first; then all is taken but what is bad, or nothing if it is ill. */
    private final List<Answer> answers = new ArrayList<>();

    private final Set<String> bad = new HashSet<>();
    private boolean tellsWhoIsBad;
    private @Nullable Answer toShells;
    private Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private Passage passage;

    @BeforeEach
    void begin() {
        var settings = ForwardSettings.of(500, false, Duration.ofHours(24), Duration.ofDays(90), 9);
        var metrics = new SpoolMetrics(new SimpleMeterRegistry());
        var settlement =
                new Settlement(
                        spool,
                        new RefusedWrites(letters, 10),
                        metrics,
                        settings.remember(),
                        () -> now);
        var suspects = new Suspects(settings.entityPauses(), settings.giveUp(), nanos::get);
        var shipping = new Shipping(CITY, suspects, this::answer, settlement, metrics, () -> now);
        var shells =
                new ShellShipping(
                        CITY,
                        spool,
                        this::answer,
                        settings,
                        settlement,
                        metrics,
                        () -> now,
                        nanos::get);
        passage = new Passage(CITY, spool, settings, shipping, shells, suspects, nanos::get);
    }

    private Answer answer(Tenant tenant, String method, String path, byte @Nullable [] body) {
        var ids =
                new JsonMapper()
                        .readTree(body)
                        .valueStream()
                        .map(entity -> entity.path("id").asString("").substring(4))
                        .toList();
        requests.add(path.replaceAll(".*/|\\?.*=", " ").strip() + " " + String.join("", ids));
        if (path.contains("upsert")) {
            return TAKEN;
        }
        if (!answers.isEmpty()) {
            return answers.removeFirst();
        }
        if (toShells != null) {
            return toShells;
        }
        var failed = ids.stream().filter(bad::contains).toList();
        return failed.isEmpty()
                ? TAKEN
                : tellsWhoIsBad ? partly(failed) : new Answer(500, "", null);
    }

    private static Answer partly(List<String> failed) {
        return new Answer(
                207,
                failed.stream()
                        .map("{\"entityId\":\"urn:%s\",\"error\":{\"status\":500}}"::formatted)
                        .collect(Collectors.joining(",", "{\"errors\":[", "]}")),
                null);
    }

    private void add(String id, Kind kind, String value) {
        var document =
                """
                {"id":"urn:%s","type":"Gate","open":{"type":"Property","value":"%s"}}\
                """
                        .formatted(id, value);
        spool.add(new Write(CITY, "urn:" + id, kind, document)).join();
    }

    /** As often as there is something to do, and then as often again as pauses end. */
    private void forward(Duration time) throws InterruptedException {
        long end = nanos.get() + time.toNanos();
        do {
            while (passage.forward()) {
                assertThat(requests).as("requests").hasSizeLessThan(10_000);
            }
            nanos.addAndGet(Duration.ofMillis(50).toNanos());
        } while (nanos.get() < end);
    }

    /**
     * Answers are a status, and the ids of Entities with the status of each; ! is no answer of a
     * broker. What is not told to fail for ever is taken then.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    201                       => create ab
                    409, 204                  => create ab, update noOverwrite ab
                    207:a=409, 204            => create ab, update noOverwrite a
                    207:a=409 b=500, 204, 201 => create ab, update noOverwrite a, create b
                    400!                      => create ab, create ab
                    503                       => create ab, create ab
                    403                       => create ab, create ab
                    500, 204                  => create ab, update noOverwrite ab
                    500, 500                  => create ab, update noOverwrite ab, create a, create b
                    409, 207:a=400            => create ab, update noOverwrite ab
                    409, 207:x=400            => create ab, update noOverwrite ab, create a, create b
                    400, 400, 400, 204, 400, 400 => create ab, update noOverwrite ab, create a, update noOverwrite a, create b, update noOverwrite b
                    """)
    void makesWhatIsNotThere(String answered, String expected) throws Exception {
        for (var answer : answered.split(", ")) {
            answers.add(read(answer));
        }
        add("a", Kind.ABSENT, "");
        add("b", Kind.ABSENT, "");
        forward(Duration.ofSeconds(2));
        assertThat(String.join(", ", requests)).isEqualTo(expected);
        assertThat(spool.size()).isZero();
        assertThat(letters.all).isEmpty();
        assertThat(passage.trouble()).isNull();
    }

    /** Whatever becomes of those: readings go on, and at once. */
    @ParameterizedTest
    @CsvSource({"403", "404", "500", "501", "503", "400"})
    void holdsUpNoReadings(int status) throws Exception {
        toShells = new Answer(status, status == 400 ? "no" : "", null);
        IntStream.range(0, 1_200).forEach(n -> add("s" + n, Kind.ABSENT, ""));
        IntStream.range(0, 5_000).forEach(n -> add("r" + n, Kind.ALWAYS, "1"));
        while (passage.forward()) {
            assertThat(requests).as("requests").hasSizeLessThan(1_000);
        }
        assertThat(spool.size()).as("what is left is to be made").isEqualTo(1_200);
        assertThat(requests).filteredOn(request -> request.startsWith("upsert")).hasSize(10);
        assertThat(passage.trouble()).isNotNull();
        toShells = null;
        forward(Duration.ofMinutes(3));
        assertThat(spool.size()).isZero();
        assertThat(passage.trouble()).isNull();
    }

    /** One that the broker cannot make waits for itself; nothing is given up. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void findsTheOneThatFails(boolean tells) throws Exception {
        tellsWhoIsBad = tells;
        bad.add("s77");
        IntStream.range(0, 500).forEach(n -> add("s" + n, Kind.ABSENT, ""));
        forward(Duration.ofMinutes(10));
        assertThat(spool.size()).isEqualTo(1);
        assertThat(requests).as("not again and again").hasSizeLessThan(80);
        // It may have been tried just now.
        for (int n = 0; n < 60 && !isWaitingForItself(); n++) {
            forward(Duration.ofSeconds(1));
        }
        assertThat(isWaitingForItself()).isTrue();
        add("r", Kind.ALWAYS, "1");
        assertThat(passage.forward()).isTrue();
        bad.clear();
        forward(Duration.ofMinutes(10));
        assertThat(spool.size()).isZero();
        assertThat(passage.trouble()).isNull();
    }

    private boolean isWaitingForItself() {
        return String.valueOf(passage.trouble()).contains("1 Entities");
    }

    @Test
    void asksForTheSameAgainAfterAnHour() throws Exception {
        var moment = Duration.ofSeconds(1);
        add("a", Kind.ABSENT, "");
        forward(moment);
        add("a", Kind.ALWAYS, "1");
        add("a", Kind.ABSENT, "");
        now = now.plusSeconds(3_500);
        forward(moment);
        assertThat(requests).containsExactly("create a", "upsert update a");
        add("a", Kind.ABSENT, "other");
        forward(moment);
        assertThat(requests).hasSize(3);
        now = now.plusSeconds(3_700);
        add("a", Kind.ABSENT, "other");
        forward(moment);
        assertThat(requests).hasSize(4);
        assertThat(spool.size()).isZero();
    }

    /** As those who hear devices do, again and again. */
    @ParameterizedTest
    @CsvSource({"403", "404", "501"})
    void whatIsNotTakenWaitsOnce(int status) throws Exception {
        toShells = new Answer(status, "", null);
        for (int hour = 0; hour < 24; hour++) {
            add("a", Kind.ABSENT, "");
            add("b", Kind.ABSENT, hour < 12 ? "" : "other");
            add("a", Kind.ALWAYS, "1");
            forward(Duration.ofMinutes(1));
            now = now.plusSeconds(3_600);
        }
        assertThat(spool.size()).as("one of each Entity and document").isEqualTo(3);
        toShells = null;
        forward(Duration.ofMinutes(10));
        assertThat(spool.size()).isZero();
        add("a", Kind.ABSENT, "");
        assertThat(spool.size()).as("it may be wanted again").isEqualTo(1);
    }

    private static Answer read(String text) {
        if (text.endsWith("!")) {
            return new Answer(400, "who is that?", null);
        }
        var parts = text.split(":");
        int status = Integer.parseInt(parts[0]);
        if (parts.length == 1) {
            return new Answer(status, status < 400 ? "" : "{}", null);
        }
        var errors = new ArrayList<String>();
        for (var error : parts[1].split(" ")) {
            var one = error.split("=");
            errors.add(
                    "{\"entityId\":\"urn:%s\",\"error\":{\"status\":%s}}"
                            .formatted(one[0], one[1]));
        }
        return new Answer(status, "{\"errors\":" + errors + "}", null);
    }
}
