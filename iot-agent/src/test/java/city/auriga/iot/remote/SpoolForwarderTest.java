package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Spool.Kind;
import city.auriga.core.device.Spool.Row;
import city.auriga.core.device.Spool.Write;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.remote.BrokerClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolForwarderTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Tenant PORT = new Tenant("port");

    private final InMemorySpool spool = new InMemorySpool();
    private final InMemoryStores.Letterbox letters = new InMemoryStores().letters;
    private final Map<Tenant, Answer> answers = new ConcurrentHashMap<>();
    private final List<Tenant> requests = new CopyOnWriteArrayList<>();

    @Test
    void aTenantThatTheBrokerDoesNotLetInHoldsUpNobody() throws Exception {
        answers.put(CITY, new Answer(401, "who are you?", null));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY);
            for (int i = 0; i < 3; i++) {
                add(forwarder, PORT);
                await(() -> spool.next(PORT, 1).isEmpty());
            }
            await(() -> requests.stream().filter(CITY::equals).count() > 2);
            assertThat(forwarder.state().trouble()).contains("401", "who are you?");
            assertThat(spool.next(CITY, 10)).as("it waits, and is no dead letter").hasSize(1);
            answers.remove(CITY);
            await(() -> spool.size() == 0 && forwarder.state().trouble() == null);
        }
        assertThat(letters.all).isEmpty();
    }

    @Test
    void waitsAsLongAsTheBrokerAsksFor() throws Exception {
        answers.put(CITY, new Answer(429, "", "3600"));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY);
            await(() -> !requests.isEmpty());
            Thread.sleep(200);
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void whatIsRefusedIsADeadLetterThatSaysWhy() throws Exception {
        answers.put(CITY, new Answer(400, "no such type", null));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY);
            await(() -> letters.all.size() == 1);
        }
        var letter = letters.all.getFirst();
        assertThat(letter.detail()).isEqualTo("the broker answered 400: no such type");
        assertThat(letter.tenant()).isEqualTo(CITY);
        assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).contains("urn:e");
    }

    @ParameterizedTest
    @CsvSource({
        "a b c d,     3, false, a b c",
        "a a a b,     1, false, a a a",
        "a b a c b d, 9, true,  a b c d",
        "a b a c b d, 2, true,  a b",
        "a,           1, true,  a",
    })
    void takesAsMuchAsFits(String waiting, int most, boolean everyValue, String taken) {
        var rows = new ArrayList<Row>();
        Stream.of(waiting.split(" "))
                .forEach(id ->
                        rows.add(new Row(rows.size(), new Write(CITY, id, Kind.NEWEST, "{}"))));
        var batch = SpoolForwarder.batch(rows, most, everyValue);
        assertThat(String.join(" ", batch.stream().map(row -> row.write().entity()).toList()))
                .isEqualTo(taken);
    }

    @Test
    void takesNoMoreThanAMegabyte() {
        var large = new Write(CITY, "urn:e", Kind.NEWEST, "x".repeat(500_000));
        var rows = IntStream.range(0, 3).mapToObj(n -> new Row(n, large)).toList();
        assertThat(SpoolForwarder.batch(rows, 10, false)).hasSize(1);
    }

    private SpoolForwarder forwarder() {
        return new SpoolForwarder(
                spool,
                (tenant, _, _, _) -> {
                    requests.add(tenant);
                    return answers.getOrDefault(tenant, new Answer(204, "", null));
                },
                letters,
                new ForwardSettings(
                        10,
                        false,
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(5),
                        100),
                new SimpleMeterRegistry(),
                InstantSource.system());
    }

    private void add(SpoolForwarder forwarder, Tenant tenant) {
        spool.add(
                        new Write(
                                tenant,
                                "urn:e",
                                Kind.NEWEST,
                                "{\"id\":\"urn:e\",\"type\":\"T\",\"n\":{\"type\":\"Property\",\"value\":1}}"))
                .join();
        forwarder.added();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
