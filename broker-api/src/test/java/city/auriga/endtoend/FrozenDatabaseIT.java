package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.server.PrivatePostgres;
import city.auriga.storage.server.PrivatePostgresSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that neither answers nor hangs up holds nobody for ever. */
class FrozenDatabaseIT {
    private static final int APPS = 16;
    private static final int SENSORS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For a connection, for an answer, and the same again for a request that waits for another. */
    private static final Duration BOUND = Duration.ofSeconds(6);

    /** Whatever needs the database: method, path, body, and what it is answered in good times. */
    private static final List<Question> QUESTIONS =
            List.of(
                    new Question("GET", "/ngsi-ld/v1/entities/urn:ngsi-ld:Counter:app0", "", 200),
                    new Question("GET", "/ngsi-ld/v1/entities?type=Counter&limit=5", "", 200),
                    new Question("GET", "/ngsi-ld/v1/subscriptions", "", 200),
                    new Question(
                            "PATCH",
                            "/ngsi-ld/v1/entities/urn:ngsi-ld:Counter:app1/attrs/other",
                            "{\"value\":1}",
                            404),
                    new Question(
                            "POST",
                            "/ngsi-ld/v1/entityOperations/upsert?options=update",
                            "[{\"id\":\"urn:x:batch\",\"type\":\"Other\",\"a\":1}]",
                            201),
                    new Question(
                            "POST",
                            "/ngsi-ld/v1/subscriptions",
                            """
                            {"id":"urn:x:subscription","type":"Subscription","entities":[{"type":"Other"}],
                             "notification":{"endpoint":{"uri":"http://127.0.0.1:1/"}}}\
                            """,
                            201),
                    new Question("GET", "/iot/devices", "", 200),
                    new Question("POST", "/iot/json?k=unknown&i=x", "{\"n\":1}", 404));

    private record Question(String method, String path, String body, int status) {}

    private record Asked(Question question, int status, boolean mayRetry, Duration took) {}

    @Test
    void clientsAreToldToComeBackAndEverythingGoesOnAfterwards() throws Exception {
        var folder = AurigaProcess.folder("frozen").toPath();
        var database = PrivatePostgresSettings.in(folder.resolve("server"));
        try (var server = PrivatePostgres.start(database);
                var receiver = new Receiver();
                var auriga = AurigaProcess.start(folder, settings(server));
                var load = new Load(auriga)) {
            load.prepare(receiver, APPS);
            load.start(APPS, SENSORS);
            await().atMost(PATIENCE).until(() -> load.count() >= 500);

            whileFrozen(
                    folder.resolve("server"), () -> assertThatAllAreToldToComeBack(auriga, load));
            int before = load.count();
            await().atMost(PATIENCE).until(() -> load.count() >= before + 500);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(auriga.send("GET", "/health/ready", "")).isEqualTo(200));
            QUESTIONS.forEach(question ->
                    assertThat(ask(auriga, question).status())
                            .as("%s", question)
                            .isIn(question.status(), 204, 409));
            load.stop();

            assertThat(load.failures()).containsExactly(503);
            assertThat(load.unanswered()).isZero();
            Kept.assertEverythingStored(load, folder.resolve("server"));
            Kept.assertEverythingTold(load, receiver);
        }
    }

    private static Map<String, String> settings(PrivatePostgres server) {
        return Map.of(
                "AURIGA_IOT_REQUIRE_TENANT",
                "false",
                "AURIGA_DATABASE_URL",
                server.jdbcUrl(),
                "AURIGA_DATABASE_USER",
                server.user(),
                "AURIGA_DATABASE_PASSWORD",
                server.password(),
                "AURIGA_DATABASE_CONNECT_TIMEOUT",
                "1s",
                "AURIGA_DATABASE_ANSWER_TIMEOUT",
                "2s");
    }

    private static void whileFrozen(Path dataFolder, Runnable check) throws Exception {
        var processes = ServerProcesses.in(dataFolder);
        processes.freeze();
        try {
            check.run();
        } finally {
            processes.thaw();
        }
    }

    /** Twice: with the connections of good times, and when all of them are known to be dead. */
    private static void assertThatAllAreToldToComeBack(AurigaProcess auriga, Load load) {
        for (int round = 1; round <= 2; round++) {
            assertThat(askAll(auriga))
                    .allSatisfy(asked -> {
                        assertThat(asked.status()).as("%s", asked).isEqualTo(503);
                        assertThat(asked.mayRetry()).as("%s", asked).isTrue();
                        assertThat(asked.took()).as("%s", asked).isLessThan(BOUND);
                    });
        }
        assertThat(load.failures()).containsExactly(503);
        assertThat(auriga.send("GET", "/health/live", "")).isEqualTo(200);
        assertThat(auriga.send("GET", "/health/ready", "")).isEqualTo(503);
    }

    /** All questions at the same time, each by several clients. */
    private static List<Asked> askAll(AurigaProcess auriga) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return Stream.of(QUESTIONS, QUESTIONS, QUESTIONS)
                    .flatMap(List::stream)
                    .map(question -> threads.submit(() -> ask(auriga, question)))
                    .toList()
                    .stream()
                    .map(FrozenDatabaseIT::result)
                    .toList();
        }
    }

    private static Asked result(Future<Asked> answer) {
        try {
            return answer.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Asked ask(AurigaProcess auriga, Question question) {
        long start = System.nanoTime();
        var answer = auriga.exchange(question.method(), question.path(), question.body());
        return new Asked(
                question,
                answer.statusCode(),
                answer.headers().firstValue("Retry-After").isPresent(),
                Duration.ofNanos(System.nanoTime() - start));
    }
}
