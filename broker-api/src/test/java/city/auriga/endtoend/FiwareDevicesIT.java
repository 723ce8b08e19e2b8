package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples of FIWARE's documentation against the packaged application, on FIWARE's ports, with
 * curl and mosquitto_pub as the scripts and the devices. The files, and what their steps mean, are
 * those of the agent's FiwareDocumentationTest.
 */
class FiwareDevicesIT {
    private static final Path CASES = Path.of("../iot-agent/src/test/resources/fiware");
    private static final Set<String> TOLD =
            Set.of("type", "value", "object", "unitCode", "observedAt", "datasetId");
    private static final JsonMapper JSON = new JsonMapper();
    private static final int NORTH = AurigaProcess.freePort();
    private static final int SOUTH = AurigaProcess.freePort();

    private static TestDatabase database;
    private static AurigaProcess auriga;
    private String tenant = "openiot";

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        var settings = new HashMap<>(AurigaProcess.database(database));
        settings.put("AURIGA_HTTP_NORTH_PORT", Integer.toString(NORTH));
        settings.put("AURIGA_HTTP_SOUTH_PORT", Integer.toString(SOUTH));
        auriga = AurigaProcess.start(AurigaProcess.folder("fiware").toPath(), settings);
    }

    @AfterAll
    static void stop() {
        auriga.close();
        database.close();
    }

    /** Cases have apikeys in common. */
    @AfterEach
    void removeTenant() {
        auriga.exchange("DELETE", "/admin/tenants/" + tenant, "");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !auriga.get("/admin/tenants").contains("\"" + tenant + "\""));
    }

    static Stream<String> cases() throws IOException {
        try (var files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void worksAsDocumented(String file) throws Exception {
        var begin = Instant.now();
        var text = Files.readString(CASES.resolve(file)).replaceAll("(?m)^#.*\n", "").strip();
        for (var step : text.split("\n\n")) {
            var parts = step.split("\n", 2);
            var words = List.of(parts[0].split(" "));
            var body = parts.length == 1 ? "" : parts[1].strip();
            switch (words.getFirst()) {
                case "POST" -> provision(words, body);
                case "SEND" -> send(words.get(1), words.get(2), body);
                case "PUBLISH" -> publish(words.get(1), body);
                case "EXPECT" -> assertThat(shown(words, begin)).isEqualTo(body);
                case "ABSENT" -> assertThat(retrieve(words.get(1))).contains("\"status\":404");
                default -> throw new AssertionError("no step: " + parts[0]);
            }
        }
        assertThat(
                        run(
                                "curl -s http://127.0.0.1:%d/iot/deadletters".formatted(NORTH),
                                "-H",
                                "Fiware-Service: " + tenant))
                .contains("\"count\":0");
    }

    private void provision(List<String> words, String body) {
        var service = words.size() > 2 ? words.get(2) : "openiot";
        tenant = service.toLowerCase(Locale.ROOT);
        var answer =
                run(
                        "curl -s -w %%{http_code} http://127.0.0.1:%d%s"
                                .formatted(NORTH, words.get(1)),
                        "-H",
                        "fiware-service: " + service,
                        "-H",
                        "fiware-servicepath: " + (words.size() > 2 ? words.get(3) : "/"),
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        body);
        assertThat(answer).isEqualTo("{}201");
    }

    private static void send(String uri, String type, String body) {
        var answer =
                run(
                        "curl -s -o /dev/null -w %%{http_code} http://127.0.0.1:%d%s"
                                .formatted(SOUTH, uri),
                        "-H",
                        "Content-Type: " + type,
                        "--data-binary",
                        body);
        assertThat(answer).isEqualTo("200");
    }

    /** Ends when the reading is acknowledged. */
    private static void publish(String topic, String payload) {
        run(
                "mosquitto_pub -q 1 -h 127.0.0.1 -p " + auriga.mqtt().getPort(),
                "-t",
                topic,
                "-m",
                payload);
    }

    private String retrieve(String entity) {
        return run(
                "curl -s " + auriga.uri("/ngsi-ld/v1/entities/" + entity),
                "-H",
                "NGSILD-Tenant: " + tenant);
    }

    private String shown(List<String> words, Instant begin) {
        var entity = JSON.readTree(retrieve(words.get(1)));
        assertThat(entity.path("type").asString("")).isEqualTo(words.get(2));
        assertThat(entity.path("scope").asString(""))
                .isEqualTo(String.join(" ", words.subList(3, words.size())));
        var lines = new ArrayList<String>();
        entity.forEachEntry((name, attribute) -> {
            if (!Set.of("id", "type", "scope", "@context").contains(name)) {
                add(name, attribute, begin, lines);
            }
        });
        return String.join("\n", lines.stream().sorted().toList());
    }

    private static void add(String name, JsonNode attribute, Instant begin, List<String> lines) {
        if (attribute.isArray()) {
            attribute.forEach(instance -> add(name, instance, begin, lines));
            return;
        }
        lines.add(name + shown(attribute, begin));
        attribute.forEachEntry((member, value) -> {
            if (!TOLD.contains(member)) {
                add(name + "." + member, value, begin, lines);
            }
        });
    }

    private static String shown(JsonNode attribute, Instant begin) {
        var object = attribute.path("object");
        var value =
                attribute.path("type").asString("").equals("Relationship")
                        ? " -> "
                                + (object.isArray()
                                        ? String.join(
                                                " ",
                                                object.valueStream()
                                                        .map(JsonNode::asString)
                                                        .toList())
                                        : object.asString())
                        : " = " + attribute.path("value");
        var unit = attribute.path("unitCode").asString("");
        var time = attribute.path("observedAt").asString("");
        // That of the arrival stands in no documentation.
        boolean told = !time.isEmpty() && Instant.parse(time).isBefore(begin);
        return value + (unit.isEmpty() ? "" : " " + unit) + (told ? " " + Instant.parse(time) : "");
    }

    private static String run(String command, String... more) {
        try {
            var words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of(more));
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(command + ": " + said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
