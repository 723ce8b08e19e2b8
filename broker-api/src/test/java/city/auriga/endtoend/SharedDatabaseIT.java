package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.api.Events;
import city.auriga.storage.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two processes on one database are one broker: neither loses or misses what the other does. */
class SharedDatabaseIT {
    private static final int CLIENTS = 32;
    private static final int ROUNDS = 20;
    private static final Duration HEARD = Duration.ofSeconds(15);
    private static final String ENTITIES = "/ngsi-ld/v1/entities";
    private static final String SHARED = ENTITIES + "/urn:ngsi-ld:Shared:1";
    private static final JsonMapper JSON = new JsonMapper();

    private static TestDatabase database;
    private static List<AurigaProcess> processes = List.of();

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        var settings =
                Map.of(
                        "AURIGA_DATABASE_URL", database.url(),
                        "AURIGA_DATABASE_USER", database.user(),
                        "AURIGA_DATABASE_PASSWORD", database.password(),
                        "AURIGA_IOT_REQUIRE_TENANT", "false",
                        "AURIGA_IOT_UNKNOWN_CACHE", "1h");
        // At the same time, so that they meet while they make the schema.
        var starting =
                Stream.of("shared-1", "shared-2")
                        .map(AurigaProcess::folder)
                        .map(folder ->
                                CompletableFuture.supplyAsync(
                                        () -> AurigaProcess.start(folder.toPath(), settings)))
                        .toList();
        processes = starting.stream().map(CompletableFuture::join).toList();
    }

    @AfterAll
    static void stop() {
        processes.parallelStream().forEach(AurigaProcess::close);
        database.close();
    }

    @Test
    void manyClientsOfBothChangeOneEntityAndLoseNothing() throws Exception {
        post(
                0,
                ENTITIES,
                "{\"id\":\"urn:ngsi-ld:Shared:1\",\"type\":\"Shared\",\"shared\":0}",
                201);
        List<Future<?>> clients;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            clients =
                    IntStream.range(0, CLIENTS)
                            .<Future<?>>mapToObj(
                                    client -> threads.submit(() -> changeAndReadBack(client)))
                            .toList();
        }
        for (var client : clients) {
            client.get();
        }
        for (int process : List.of(0, 1)) {
            var entity = get(process, SHARED);
            for (int client = 0; client < CLIENTS; client++) {
                assertHasAll(entity, client);
            }
        }
        assertThat(historyOfOwnAttributes()).hasSize(CLIENTS).containsOnly(ROUNDS);
    }

    /** What one process acknowledged, the other shows at once. */
    private static void changeAndReadBack(int client) {
        int process = client % 2;
        for (int round = 1; round <= ROUNDS; round++) {
            var own = "own" + client;
            post(process, SHARED + "/attrs", property(own, round), 204);
            patch(process, SHARED + "/attrs/shared", property("by" + client, round));
            if (round % 5 == 0) {
                post(process, SHARED + "/attrs", property(extra(client, round), round), 204);
            }
            var shown = get(1 - process, SHARED + "?format=simplified&attrs=" + own);
            assertThat(shown.path(own).asInt(0)).as(own).isEqualTo(round);
        }
    }

    private static void assertHasAll(JsonNode entity, int client) {
        assertThat(value(entity.path("own" + client))).as("own%s", client).isEqualTo(ROUNDS);
        assertThat(value(entity.path("shared").path("by" + client)))
                .as("by%s", client)
                .isEqualTo(ROUNDS);
        for (int round = 5; round <= ROUNDS; round += 5) {
            var extra = extra(client, round);
            assertThat(value(entity.path(extra))).as(extra).isEqualTo(round);
        }
    }

    private static List<Integer> historyOfOwnAttributes() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT count(DISTINCT instance ->> 'value') FROM attribute_history
                                WHERE attribute LIKE '%/own%' GROUP BY attribute\
                                """)) {
            var counts = new ArrayList<Integer>();
            while (rows.next()) {
                counts.add(rows.getInt(1));
            }
            return counts;
        }
    }

    @Test
    void aSubscriptionOfOneIsToldOfChangesByTheOther() {
        var id = "urn:ngsi-ld:Watched:1";
        try (var receiver = new Receiver()) {
            post(
                    0,
                    "/ngsi-ld/v1/subscriptions",
                    """
                    {"type":"Subscription","entities":[{"type":"Watched"}],"watchedAttributes":["n"],
                     "notification":{"endpoint":{"uri":"%s"}}}\
                    """
                            .formatted(receiver.uri()),
                    201);
            post(1, ENTITIES, "{\"id\":\"%s\",\"type\":\"Watched\",\"n\":0}".formatted(id), 201);
            var last = new AtomicInteger();
            await().atMost(HEARD)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        patch(
                                1,
                                ENTITIES + "/" + id + "/attrs",
                                property("n", last.incrementAndGet()));
                        return IntStream.rangeClosed(1, last.get())
                                .anyMatch(n -> !receiver.idsOf(id, n).isEmpty());
                    });
            // Once heard of, it misses nothing.
            for (int n = last.get() + 1; n <= last.get() + 20; n++) {
                patch(n % 2, ENTITIES + "/" + id + "/attrs", property("n", n));
            }
            await().atMost(HEARD)
                    .untilAsserted(() ->
                            assertThat(IntStream.rangeClosed(last.get() + 1, last.get() + 20))
                                    .allMatch(n -> !receiver.idsOf(id, n).isEmpty()));
        }
    }

    @Test
    void aFeedOfOneTellsOfChangesByBoth() {
        var id = "urn:ngsi-ld:Followed:1";
        var feed = processes.get(0).uri("/ngsi-ld/v1/events?type=Followed&format=simplified");
        try (var events = Events.of(feed)) {
            post(1, ENTITIES, "{\"id\":\"%s\",\"type\":\"Followed\",\"n\":0}".formatted(id), 201);
            var last = new AtomicInteger();
            await().atMost(HEARD)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        patch(
                                1,
                                ENTITIES + "/" + id + "/attrs",
                                property("n", last.incrementAndGet()));
                        return !events.all().isEmpty();
                    });
            for (int n = last.get() + 1; n <= last.get() + 50; n++) {
                patch(n % 2, ENTITIES + "/" + id + "/attrs", property("n", n));
            }
            await().atMost(HEARD)
                    .untilAsserted(() ->
                            assertThat(events.all().stream().map(e -> e.entity().path("n").asInt()))
                                    .doesNotHaveDuplicates()
                                    .containsAll(
                                            IntStream.rangeClosed(last.get() + 1, last.get() + 50)
                                                    .boxed()
                                                    .toList()));
        }
    }

    @Test
    void aPeriodicSubscriptionFiresOnceForBoth() {
        post(0, ENTITIES, "{\"id\":\"urn:ngsi-ld:Tick:1\",\"type\":\"Tick\",\"n\":1}", 201);
        try (var receiver = new FaultyReceiver(FaultyReceiver.Mood.GOOD)) {
            subscribe("Tick", "\"timeInterval\":1", receiver);
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.taken().size() >= 5);
            exchange(1, "DELETE", "/ngsi-ld/v1/subscriptions/urn:ngsi-ld:Tick", "", 204);
            assertThat(shortestPause(receiver)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void aThrottledSubscriptionHasOneTurnForBoth() {
        post(0, ENTITIES, "{\"id\":\"urn:ngsi-ld:Slow:1\",\"type\":\"Slow\",\"n\":1}", 201);
        try (var receiver = new FaultyReceiver(FaultyReceiver.Mood.GOOD)) {
            subscribe("Slow", "\"throttling\":1", receiver);
            await().until(() ->
                    get(1, "/ngsi-ld/v1/subscriptions?limit=100")
                            .toString()
                            .contains("urn:ngsi-ld:Slow"));
            var n = new AtomicInteger(1);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        int value = n.incrementAndGet();
                        post(
                                value % 2,
                                ENTITIES + "/urn:ngsi-ld:Slow:1/attrs",
                                property("n", value),
                                204);
                        return receiver.taken().size() >= 4;
                    });
            assertThat(shortestPause(receiver)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    private static void subscribe(String type, String member, FaultyReceiver receiver) {
        post(
                0,
                "/ngsi-ld/v1/subscriptions",
                """
                {"id":"urn:ngsi-ld:%s","type":"Subscription","entities":[{"type":"%s"}],%s,
                 "notification":{"endpoint":{"uri":"%s"}}}\
                """
                        .formatted(type, type, member, receiver.uri()),
                201);
    }

    /** By the times that the notifications tell themselves. */
    private static Duration shortestPause(FaultyReceiver receiver) {
        var times =
                receiver.taken().stream()
                        .map(t -> Instant.parse(t.notification().get("notifiedAt").asString()))
                        .sorted()
                        .toList();
        return IntStream.range(1, times.size())
                .mapToObj(i -> Duration.between(times.get(i - 1), times.get(i)))
                .min(Duration::compareTo)
                .orElseThrow();
    }

    @Test
    void whatOneStoresTheOtherFindsAtOnce() {
        for (int i = 0; i < 20; i++) {
            int process = i % 2;
            var type = "New" + i;
            var id = "urn:ngsi-ld:" + type + ":1";
            post(process, ENTITIES, "{\"id\":\"%s\",\"type\":\"%s\"}".formatted(id, type), 201);
            assertThat(get(1 - process, ENTITIES + "?type=" + type)).as(type).hasSize(1);
            assertThat(get(1 - process, ENTITIES + "/" + id).path("type").asString())
                    .isEqualTo(type);
            exchange(1 - process, "DELETE", ENTITIES + "/" + id, "", 204);
            exchange(process, "GET", ENTITIES + "/" + id, "", 404);
            assertThat(get(process, ENTITIES + "?type=" + type)).as(type).isEmpty();
        }
    }

    @Test
    void aContextThatOneHostsTheOtherUses() {
        var all = "/ngsi-ld/v1/jsonldContexts";
        post(0, all, "{\"@context\":{\"Shown\":\"https://ex.org/Shown\"}}", 201);
        var hosted = get(1, all + "?kind=Hosted&details=true").get(0);
        var context = hosted.path("URL").asString();
        var entity =
                """
                {"@context":"%s","id":"urn:ngsi-ld:Shown:1","type":"Shown"}\
                """
                        .formatted(context);
        post(1, ENTITIES, entity, 201);
        assertThat(get(0, ENTITIES + "/urn:ngsi-ld:Shown:1").path("type").asString())
                .isEqualTo("https://ex.org/Shown");
        exchange(0, "DELETE", all + "/" + hosted.path("localId").asString(), "", 204);
        await().atMost(HEARD)
                .untilAsserted(() -> post(1, ENTITIES, entity.replace("Shown:1", "Shown:2"), 504));
    }

    @Test
    void aDeviceThatOneProvisionsTheOtherKnows() {
        var measures = "/iot/json?k=sharedkey&i=meter";
        post(1, measures, "{\"n\":1}", 404);
        post(
                0,
                "/iot/groups",
                "{\"groups\":[{\"resource\":\"\",\"apikey\":\"sharedkey\",\"entity_type\":\"Meter\"}]}",
                201);
        await().atMost(HEARD).untilAsserted(() -> post(1, measures, "{\"n\":2}", 200));
        assertThat(get(0, ENTITIES + "/urn:ngsi-ld:Meter:meter").path("n").path("value").asInt(0))
                .isEqualTo(2);
        exchange(
                0,
                "PUT",
                "/iot/devices/meter",
                "{\"entity_name\":\"urn:ngsi-ld:Meter:renamed\"}",
                204);
        await().atMost(HEARD)
                .untilAsserted(() -> {
                    post(1, measures, "{\"n\":3}", 200);
                    exchange(0, "GET", ENTITIES + "/urn:ngsi-ld:Meter:renamed", "", 200);
                });
    }

    @Test
    void aDeviceAtTheBrokerOfOneAnswersThoseWhoReadAtTheOther() throws Exception {
        var lamp = ENTITIES + "/urn:ngsi-ld:Lamp:l1?format=simplified";
        post(
                0,
                "/iot/groups",
                """
                {"groups":[{"resource":"/iot/json","apikey":"lazykey","entity_type":"Lamp","lazy":[{"name":"battery"}]}]}\
                """,
                201);
        post(
                0,
                "/iot/devices",
                "{\"devices\":[{\"device_id\":\"l1\",\"apikey\":\"lazykey\"}]}",
                201);
        // Nobody reaches it, and the other process knows already that it could be asked.
        await().atMost(HEARD)
                .until(() ->
                        processes
                                .get(1)
                                .exchange("GET", lamp, "")
                                .headers()
                                .firstValue("NGSILD-Warning")
                                .isPresent());
        try (var device = new MqttDevice(processes.get(0).mqtt(), "/lazykey/l1/lazy", false);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 1; n <= 10; n++) {
                int process = n % 2;
                var read = threads.submit(() -> get(process, lamp));
                var question = JSON.readTree(device.next(HEARD));
                device.publish(
                        "/json/lazykey/l1/attrs",
                        "{\"battery\":%d,\"_id\":%s}".formatted(n, question.path("id")));
                assertThat(read.get().path("battery").asInt(0)).isEqualTo(n);
            }
            assertThat(device.left()).as("asked once").isEmpty();
        }
    }

    private static String property(String name, int value) {
        return "{\"%s\":{\"type\":\"Property\",\"value\":%d}}".formatted(name, value);
    }

    private static String extra(int client, int round) {
        return "extra" + client + "_" + round;
    }

    private static int value(JsonNode property) {
        return property.path("value").asInt(-1);
    }

    private static JsonNode get(int process, String path) {
        return JSON.readTree(exchange(process, "GET", path, "", 200));
    }

    private static void post(int process, String path, String body, int status) {
        exchange(process, "POST", path, body, status);
    }

    private static void patch(int process, String path, String body) {
        exchange(process, "PATCH", path, body, 204);
    }

    private static String exchange(
            int process, String method, String path, String body, int status) {
        var answer = processes.get(process).exchange(method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(status);
        return answer.body();
    }
}
