package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Spool.Wanted;
import city.auriga.core.model.Tenant;
import city.auriga.iot.reading.InMemoryStores;
import city.auriga.iot.remote.BrokerClient.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SpoolForwarderTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Tenant PORT = new Tenant("port");
    private static final Answer TAKEN = new Answer(204, "", null);

    private final InMemorySpool spool = new InMemorySpool();
    private final InMemoryStores.Letterbox letters = new InMemoryStores().letters;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Tenant> requests = new CopyOnWriteArrayList<>();

    /** What is thrown once by a request. */
    private final AtomicReference<Error> error = new AtomicReference<>();

    /** What the broker answers if a request contains that. */
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    @Test
    void aTenantThatTheBrokerDoesNotLetInHoldsUpNobody() {
        answers.put("urn:city", new Answer(401, "who are you?", null));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY, "urn:city");
            for (int i = 0; i < 3; i++) {
                add(forwarder, PORT, "urn:port");
                await().until(() -> spool.next(PORT, Wanted.first(1)).isEmpty());
            }
            await().until(() -> requests.stream().filter(CITY::equals).count() > 2);
            await().untilAsserted(() ->
                    assertThat(forwarder.state().trouble()).contains("401", "who are you?"));
            assertThat(spool.next(CITY, Wanted.first(10)))
                    .as("it waits, and is no dead letter")
                    .hasSize(1);
            answers.clear();
            await().until(() -> spool.size() == 0 && forwarder.state().trouble() == null);
        }
        assertThat(letters.all).isEmpty();
    }

    @Test
    void whatIsRefusedIsADeadLetterThatSaysWhy() {
        answers.put("urn:e", new Answer(400, "{\"title\":\"no such type\"}", null));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY, "urn:e");
            await().until(() -> letters.all.size() == 1);
        }
        var letter = letters.all.getFirst();
        assertThat(letter.detail())
                .isEqualTo("the broker answered 400: {\"title\":\"no such type\"}");
        assertThat(letter.tenant()).isEqualTo(CITY);
        assertThat(new String(letter.payload(), StandardCharsets.UTF_8)).contains("urn:e");
    }

    @Test
    void anEntityWithWhichTheBrokerFailsHoldsUpNobody() {
        answers.put("urn:bad", new Answer(500, "oh", null));
        try (var forwarder = forwarder()) {
            for (int i = 0; i < 3; i++) {
                add(forwarder, CITY, "urn:good");
                add(forwarder, CITY, "urn:bad");
                add(forwarder, CITY, "urn:fine");
            }
            await().until(() -> spool.size() == 3);
            await().until(() -> registry.get("auriga.iot.spool.paused").gauge().value() == 1);
            assertThat(forwarder.state().trouble())
                    .isEqualTo(
                            "1 of the Entities of tenant 'city' wait: the broker answered 500: oh");
            answers.clear();
            await().until(() -> spool.size() == 0 && forwarder.state().trouble() == null);
            assertThat(forwarder.state().paused()).isZero();
        }
        assertThat(letters.all).isEmpty();
    }

    @Test
    void whoDoesNotForwardAsksAndTellsNobody() {
        spool.isMine = false;
        try (var forwarder = forwarder()) {
            await().until(() -> spool.asked.get() > 2);
            for (int i = 0; i < 1_000; i++) {
                forwarder.added();
            }
            assertThat(forwarder.isAwake()).as("it sleeps until it looks again").isFalse();
            add(forwarder, CITY, "urn:e");
            assertThat(forwarder.state().mine()).isFalse();
            spool.isMine = true;
            await().until(() -> spool.size() == 0);
        }
    }

    @Test
    void goesOnAfterAnErrorAndLetsGoWhenItEnds() {
        spool.fault.set(new StackOverflowError("as if"));
        try (var forwarder = forwarder()) {
            add(forwarder, CITY, "urn:e");
            await().until(() -> spool.size() == 0);
            assertThat(spool.fault.get()).isNull();
            error.set(new OutOfMemoryError("as if"));
            add(forwarder, CITY, "urn:city");
            add(forwarder, PORT, "urn:port");
            await().until(() -> spool.size() == 0);
            assertThat(spool.released).isFalse();
        }
        assertThat(error.get()).isNull();
        assertThat(spool.released).as("another process may go on").isTrue();
    }

    private SpoolForwarder forwarder() {
        return new SpoolForwarder(
                spool,
                (tenant, _, _, body) -> {
                    requests.add(tenant);
                    var thrown = error.getAndSet(null);
                    if (thrown != null) {
                        throw thrown;
                    }
                    var text = new String(body, StandardCharsets.UTF_8);
                    return answers.entrySet().stream()
                            .filter(answer -> text.contains(answer.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(TAKEN);
                },
                letters,
                new ForwardSettings(
                        10,
                        false,
                        new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                        new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                        Duration.ofHours(1),
                        Duration.ofDays(1),
                        Duration.ofMillis(5),
                        100),
                registry,
                InstantSource.system());
    }

    private void add(SpoolForwarder forwarder, Tenant tenant, String entity) {
        spool.add(Writes.of(tenant, entity, 1)).join();
        forwarder.added();
    }
}
