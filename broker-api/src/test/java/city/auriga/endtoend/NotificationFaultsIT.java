package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.endtoend.FaultyReceiver.Mood;
import city.auriga.storage.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever receivers and processes do, every notification arrives, and in its order. */
class NotificationFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "AURIGA_NOTIFY_TIMEOUT", "1s",
                    "AURIGA_NOTIFY_FIRST_RETRY", "100ms",
                    "AURIGA_NOTIFY_LAST_RETRY", "500ms",
                    "AURIGA_NOTIFY_OPEN_FOR", "500ms",
                    "AURIGA_NOTIFY_QUEUE", "100");
    private static final int CHANGES = 300;

    /** Ten that hang do not delay the eleventh; each of them gets all in the end. */
    @Test
    void badReceiversHoldUpNobodyAndLoseNothing() {
        var folder = AurigaProcess.folder("bad-receivers").toPath();
        var bad =
                Stream.of(Mood.HANGING, Mood.FAILING, Mood.BREAKING_OFF)
                        .flatMap(mood -> IntStream.range(0, 4).mapToObj(i -> mood))
                        .limit(10)
                        .map(FaultyReceiver::new)
                        .toList();
        try (var good = new FaultyReceiver(Mood.GOOD);
                var auriga = AurigaProcess.start(folder, SETTINGS)) {
            bad.forEach(receiver -> subscribe(auriga, receiver));
            subscribe(auriga, good);
            change(auriga, 0, CHANGES);
            await().atMost(PATIENCE).until(() -> good.taken().size() >= CHANGES);
            assertInOrder(good);
            assertThat(bad).allMatch(receiver -> receiver.taken().isEmpty());

            bad.forEach(receiver -> receiver.become(Mood.GOOD));
            for (var receiver : bad) {
                await().atMost(PATIENCE).until(() -> values(receiver).size() == CHANGES);
                assertInOrder(receiver);
            }
            System.out.printf(
                    "beside ten bad receivers: p99 %d ms%n", percentile99(good).toMillis());
        } finally {
            bad.forEach(FaultyReceiver::close);
        }
    }

    @Test
    void tenThousandInFlightSurviveAKill() {
        int all = 10_000;
        var folder = AurigaProcess.folder("in-flight").toPath();
        try (var receiver = new FaultyReceiver(Mood.HANGING);
                var auriga = AurigaProcess.start(folder, SETTINGS)) {
            subscribe(auriga, receiver);
            for (int batch = 0; batch < all / 100; batch++) {
                create(auriga, batch * 100, 100);
            }
            auriga.kill();
            receiver.become(Mood.GOOD);
            auriga.start();
            await().atMost(PATIENCE).until(() -> values(receiver).size() == all);
        }
    }

    /** What waits for a process that dies, in memory and in the backlog, another one delivers. */
    @Test
    void anotherProcessDeliversWhatOneLeft() {
        try (var database = TestDatabase.create();
                var receiver = new FaultyReceiver(Mood.FAILING)) {
            var settings = new HashMap<>(SETTINGS);
            settings.put("AURIGA_DATABASE_URL", database.url());
            settings.put("AURIGA_DATABASE_USER", database.user());
            settings.put("AURIGA_DATABASE_PASSWORD", database.password());
            try (var one = AurigaProcess.start(AurigaProcess.folder("left").toPath(), settings);
                    var other =
                            AurigaProcess.start(AurigaProcess.folder("heir").toPath(), settings)) {
                subscribe(one, receiver);
                await().until(() -> other.get("/ngsi-ld/v1/subscriptions").contains("urn:s:"));
                change(one, 0, CHANGES);
                // The heir serves the subscription already, and is not held up by what comes.
                create(other, CHANGES, 1);
                one.kill();
                receiver.become(Mood.GOOD);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> values(receiver).size() == CHANGES + 1);
                assertInOrder(receiver);
            }
        }
    }

    private static void subscribe(AurigaProcess auriga, FaultyReceiver receiver) {
        assertThat(
                        auriga.send(
                                "POST",
                                "/ngsi-ld/v1/subscriptions",
                                """
                                {"id":"urn:s:%d","type":"Subscription","entities":[{"type":"T"}],
                                 "notification":{"format":"simplified","endpoint":{"uri":"%s"}}}
                                """
                                        .formatted(receiver.uri().getPort(), receiver.uri())))
                .isEqualTo(201);
    }

    /** One Entity, so that the order shows. */
    private static void change(AurigaProcess auriga, int first, int end) {
        for (int i = first; i < end; i++) {
            assertThat(
                            auriga.send(
                                    "POST",
                                    "/ngsi-ld/v1/entityOperations/upsert",
                                    "[{\"id\":\"urn:e:1\",\"type\":\"T\",\"n\":" + i + "}]"))
                    .isIn(201, 204);
        }
    }

    private static void create(AurigaProcess auriga, int first, int count) {
        var entities =
                IntStream.range(first, first + count)
                        .mapToObj(i ->
                                "{\"id\":\"urn:e:%d\",\"type\":\"T\",\"n\":%d}".formatted(i, i))
                        .collect(Collectors.joining(",", "[", "]"));
        assertThat(auriga.send("POST", "/ngsi-ld/v1/entityOperations/create", entities))
                .isEqualTo(201);
    }

    private static Set<Integer> values(FaultyReceiver receiver) {
        var values = new HashSet<Integer>();
        receiver.taken().forEach(taken -> values.add(taken.entity().get("n").asInt()));
        return values;
    }

    /**
     * A repeat is allowed after a failure or a crash; what is new never comes before what is old.
     */
    private static void assertInOrder(FaultyReceiver receiver) {
        var seen = new HashSet<Integer>();
        var first =
                receiver.taken().stream()
                        .map(taken -> taken.entity().get("n").asInt())
                        .filter(n -> n < CHANGES)
                        .filter(seen::add)
                        .toList();
        assertThat(first).isEqualTo(IntStream.range(0, CHANGES).boxed().toList());
    }

    private static Duration percentile99(FaultyReceiver receiver) {
        List<Duration> ages =
                receiver.taken().stream().map(FaultyReceiver.Taken::age).sorted().toList();
        return ages.get(ages.size() * 99 / 100);
    }
}
