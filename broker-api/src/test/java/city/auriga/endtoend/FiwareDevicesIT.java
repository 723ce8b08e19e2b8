package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.storage.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples of FIWARE's documentation against the packaged application, on FIWARE's ports, with
 * curl, mosquitto_pub and mosquitto_sub as the scripts and the devices. The files, and what their
 * steps mean, are those of the agent's FiwareDocumentationTest. Those of {@code fiware-devices},
 * where devices are told something, have more steps:
 *
 * <ul>
 *   <li>{@code PATCH entity attribute [north]}, the body of a partial update, at the broker or at
 *       the agent
 *   <li>{@code WRITE entity}, Attributes that it gets
 *   <li>{@code QUEUED device number}, of the commands that wait
 *   <li>{@code HEAR topic [hex]}, a device that subscribes; {@code HEARD}, the next message that it
 *       gets
 *   <li>{@code ENDPOINT path}, what a device answers there to the next request; {@code TOLD path
 *       type [header=value]}, what the request was. The hosts in the documentation are this test
 *   <li>{@code POLL uri}, what a device gets that asks; {@code REPLY}, what one gets for the last
 *       {@code SEND}
 * </ul>
 *
 * <p>Times such as {@code 20160209T111442Z} are those of the documentation, and any will do.
 */
class FiwareDevicesIT {
    private static final Path CASES = Path.of("../iot-agent/src/test/resources");
    private static final List<String> FOLDERS = List.of("fiware", "fiware-devices");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> TOLD =
            Set.of("type", "value", "object", "unitCode", "observedAt", "datasetId");
    private static final JsonMapper JSON = new JsonMapper();
    private static final int NORTH = AurigaProcess.freePort();
    private static final int SOUTH = AurigaProcess.freePort();

    private static TestDatabase database;
    private static AurigaProcess auriga;
    private static HttpDevices endpoints;
    private final Deque<MqttDevice> listening = new ArrayDeque<>();
    private String tenant = "openiot";
    private String servicePath = "/";
    private String reply = "";

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        var settings = new HashMap<>(AurigaProcess.database(database));
        settings.put("AURIGA_HTTP_NORTH_PORT", Integer.toString(NORTH));
        settings.put("AURIGA_HTTP_SOUTH_PORT", Integer.toString(SOUTH));
        endpoints = new HttpDevices();
        auriga = AurigaProcess.start(AurigaProcess.folder("fiware").toPath(), settings);
    }

    @AfterAll
    static void stop() {
        auriga.close();
        endpoints.close();
        database.close();
    }

    /** Cases have apikeys in common. */
    @AfterEach
    void removeTenant() {
        listening.forEach(MqttDevice::close);
        auriga.exchange("DELETE", "/admin/tenants/" + tenant, "");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !auriga.get("/admin/tenants").contains("\"" + tenant + "\""));
    }

    static List<String> cases() throws IOException {
        var cases = new ArrayList<String>();
        for (var folder : FOLDERS) {
            try (var files = Files.list(CASES.resolve(folder))) {
                files.map(file -> folder + "/" + file.getFileName()).sorted().forEach(cases::add);
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void worksAsDocumented(String file) throws Exception {
        var begin = Instant.now();
        var text = Files.readString(CASES.resolve(file)).replaceAll("(?m)^#.*\n", "").strip();
        for (var step : text.split("\n\n(?=[A-Z]{4})")) {
            var parts = step.split("\n", 2);
            var words = List.of(parts[0].split(" "));
            var body = parts.length == 1 ? "" : parts[1].strip();
            switch (words.getFirst()) {
                case "POST" -> provision(words, endpoints.here(body));
                case "SEND" -> send(words.get(1), words.get(2), body);
                case "PUBLISH" -> publish(words.get(1), body);
                case "EXPECT" -> await(() -> assertThat(shown(words, begin)).isEqualTo(body));
                case "ABSENT" -> assertThat(retrieve(words.get(1))).contains("\"status\":404");
                default -> tell(words, body);
            }
        }
        assertThat(north("/iot/deadletters")).contains("\"count\":0");
    }

    @Test
    void tellsItsConnectionsAtThePortOfTheAgent() {
        assertThat(north("/version"))
                .contains(
                        "\"libVersion\"",
                        "\"connections\":{\"database\":{\"ok\":true",
                        "\"mqtt\":{\"ok\":true");
    }

    private void tell(List<String> words, String body) {
        var last = words.getLast();
        switch (words.getFirst()) {
            case "PATCH" -> patch(words, body);
            case "WRITE" -> write("POST", auriga.uri(entity(last) + "/attrs"), body);
            case "QUEUED" -> await(() -> assertThat(queued(words.get(1))).isEqualTo(last));
            case "HEAR" ->
                    listening.add(new MqttDevice(auriga.mqtt(), words.get(1), last.equals("hex")));
            case "HEARD" -> assertSame(listening.getLast().next(PATIENCE), body);
            case "ENDPOINT" -> endpoints.answer(last, body);
            case "TOLD" -> assertTold(words, body);
            case "POLL" ->
                    await(() -> assertSame(run("curl -s http://127.0.0.1:" + SOUTH + last), body));
            case "REPLY" -> assertSame(reply, body);
            default -> throw new AssertionError("no step: " + words);
        }
    }

    private static void await(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    /** JSON is the same in whatever layout. */
    private static void assertSame(String found, String expected) {
        assertThat(comparable(found)).isEqualTo(comparable(expected));
    }

    private static String comparable(String text) {
        var timeless = text.strip().replaceAll("\\b\\d{8}T\\d{6}Z\\b", "<time>");
        return timeless.startsWith("{") ? JSON.readTree(timeless).toString() : timeless;
    }

    private static void assertTold(List<String> words, String body) {
        var request = endpoints.next(words.get(1), PATIENCE);
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo(words.get(2));
        for (var header : words.subList(3, words.size())) {
            var parts = header.split("=", 2);
            assertThat(request.headers().getFirst(parts[0])).isEqualTo(parts[1]);
        }
        assertSame(request.body(), body);
    }

    private static String entity(String id) {
        return "/ngsi-ld/v1/entities/" + id;
    }

    private void patch(List<String> words, String body) {
        var path = entity(words.get(1)) + "/attrs/" + words.get(2);
        boolean north = words.getLast().equals("north");
        write(
                "PATCH",
                north ? URI.create("http://127.0.0.1:" + NORTH + path) : auriga.uri(path),
                body);
    }

    private void write(String method, URI uri, String body) {
        var answer =
                run(
                        "curl -s -w %{http_code} -X " + method + " " + uri,
                        "-H",
                        "fiware-service: " + tenant,
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        body);
        assertThat(answer).isEqualTo("204");
    }

    private String queued(String device) {
        return JSON.readTree(north("/iot/devices/" + device + "/commands"))
                .path("count")
                .asString();
    }

    private String north(String path) {
        return run(
                "curl -s http://127.0.0.1:" + NORTH + path,
                "-H",
                "Fiware-Service: " + tenant,
                "-H",
                "Fiware-ServicePath: " + servicePath);
    }

    private void provision(List<String> words, String body) {
        var service = words.size() > 2 ? words.get(2) : "openiot";
        tenant = service.toLowerCase(Locale.ROOT);
        servicePath = words.size() > 2 ? words.get(3) : "/";
        var answer =
                run(
                        "curl -s -w %%{http_code} http://127.0.0.1:%d%s"
                                .formatted(NORTH, words.get(1)),
                        "-H",
                        "fiware-service: " + service,
                        "-H",
                        "fiware-servicepath: " + servicePath,
                        "-H",
                        "Content-Type: application/json",
                        "--data-binary",
                        body);
        assertThat(answer).isEqualTo("{}201");
    }

    private void send(String uri, String type, String body) {
        var answer =
                run(
                        "curl -s -w %%{http_code} http://127.0.0.1:%d%s".formatted(SOUTH, uri),
                        "-H",
                        "Content-Type: " + type,
                        "--data-binary",
                        body);
        assertThat(answer).endsWith("200");
        reply = answer.substring(0, answer.length() - "200".length());
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
        return run("curl -s " + auriga.uri(entity(entity)), "-H", "NGSILD-Tenant: " + tenant);
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
