package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An agent alone, and a broker of its own: while the one is killed and the other away, readings
 * come twice and in no good order; each Entity ends with the newest that was acknowledged.
 */
class StandaloneAgentIT {
    private static final int SENSORS = 8;
    private static final int ENOUGH = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    private TestDatabase ofBroker;
    private TestDatabase ofAgents;

    @BeforeEach
    void makeDatabases() {
        ofBroker = TestDatabase.create();
        ofAgents = TestDatabase.create();
    }

    @AfterEach
    void dropDatabases() {
        ofAgents.close();
        ofBroker.close();
    }

    @Test
    void theBrokerEndsWithTheNewestThatWasAcknowledged() throws Exception {
        var folder = AurigaProcess.folder("standalone-broker").toPath();
        try (var broker = AurigaProcess.start(folder, noAgent())) {
            try (var agent = agent("standalone-agent", broker)) {
                declare(agent);
                refusesWhatIsNotItsOwn(agent, broker);
                try (var sensors = new Sensors(agent.mqtt(), "city", SENSORS)) {
                    await().atMost(PATIENCE).until(() -> sensors.count() >= ENOUGH);
                    agent.kill();
                    agent.start();
                    await().atMost(PATIENCE).until(() -> sensors.count() >= 2 * ENOUGH);
                    broker.kill();
                    await().atMost(PATIENCE).until(() -> sensors.count() >= 3 * ENOUGH);
                    assertThat(spool(agent).path("rows").asLong(0)).isPositive();
                    assertThat(spool(agent).path("reason").asString("")).contains("broker");
                    agent.kill();
                    agent.start();
                    await().atMost(PATIENCE).until(() -> sensors.count() >= 4 * ENOUGH);
                    broker.start();
                    await().atMost(PATIENCE).until(() -> sensors.count() >= 5 * ENOUGH);
                    sensors.stop();
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertNewestShown(broker, sensors));
                    await().atMost(PATIENCE)
                            .untilAsserted(() ->
                                    assertThat(spool(agent).path("rows").asLong(-1)).isZero());
                    assertThat(agent.get("/metrics"))
                            .contains("auriga_iot_spool_rows 0.0")
                            .contains("auriga_iot_spool_forwarded_total")
                            .contains("auriga_iot_spool_refused_total 0.0");
                }
            }
        }
    }

    @Test
    void anotherAgentGoesOnWhenTheOneThatForwardsDies() throws Exception {
        var folder = AurigaProcess.folder("standalone-broker-2").toPath();
        var impatient = new HashMap<>(noAgent());
        impatient.put("AURIGA_NOTIFY_LAST_RETRY", "1s");
        int north = AurigaProcess.freePort();
        var url = Map.of("AURIGA_IOT_BROKER_NOTIFY_URL", "http://127.0.0.1:" + north);
        try (var broker = AurigaProcess.start(folder, impatient);
                var first = agent("standalone-first", broker, url)) {
            declare(first);
            await().atMost(PATIENCE).until(() -> spool(first).path("forwards").asBoolean(false));
            var reached = new HashMap<>(url);
            reached.put("AURIGA_HTTP_NORTH_PORT", Integer.toString(north));
            try (var second = agent("standalone-second", broker, reached);
                    var sensors = new Sensors(second.mqtt(), "city", SENSORS)) {
                await().atMost(PATIENCE).until(() -> sensors.count() >= ENOUGH);
                assertThat(spool(second).path("forwards").asBoolean(true)).isFalse();
                first.kill();
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> spool(second).path("forwards").asBoolean(false));
                await().atMost(PATIENCE).until(() -> sensors.count() >= 2 * ENOUGH);
                sensors.stop();
                await().atMost(PATIENCE).untilAsserted(() -> assertNewestShown(broker, sensors));
                assertCommandsArrive(second, broker);
            }
        }
    }

    /** What is asked for at the broker reaches the device, though the agent is away meanwhile. */
    private static void assertCommandsArrive(AurigaProcess agent, AurigaProcess broker) {
        declareGate(agent);
        await().atMost(PATIENCE)
                .until(() -> broker.get("/ngsi-ld/v1/subscriptions").contains("auriga-iot-"));
        await().atMost(PATIENCE).until(() -> status(broker).equals("UNKNOWN"));
        open(broker, "1.5");
        assertThat(fetched(agent)).isEqualTo("{\"open\":1.5}");
        answer(agent, "it is open");
        await().atMost(PATIENCE).until(() -> status(broker).equals("OK"));
        assertThat(gate(broker).at("/open_info/value").asString("")).isEqualTo("it is open");
        agent.kill();
        open(broker, "2");
        agent.start();
        assertThat(fetched(agent)).isEqualTo("{\"open\":2}");
        answer(agent, "it is wide open");
        await().atMost(PATIENCE)
                .until(() -> gate(broker).at("/open_info/value").asString("").contains("wide"));
        assertThat(status(broker)).isEqualTo("OK");
        var commands = JSON.readTree(agent.get("/iot/devices/g1/commands"));
        assertThat(commands.path("count").asInt(-1)).as("each once").isEqualTo(2);
        assertThat(agent.send("POST", "/notify/guessed", "{}")).isEqualTo(404);
    }

    private static void declareGate(AurigaProcess agent) {
        declare(
                agent,
                "/iot/groups",
                """
                {"groups":[{"resource":"/iot/json","apikey":"gates","entity_type":"Gate",
                 "transport":"HTTP","commands":[{"name":"open"}]}]}\
                """);
        declare(
                agent,
                "/iot/devices",
                "{\"devices\":[{\"device_id\":\"g1\",\"apikey\":\"gates\"}]}");
    }

    private static JsonNode gate(AurigaProcess broker) {
        return JSON.readTree(broker.get("/ngsi-ld/v1/entities/urn:ngsi-ld:Gate:g1"));
    }

    private static String status(AurigaProcess broker) {
        return gate(broker).at("/open_status/value").asString("");
    }

    private static void open(AurigaProcess broker, String value) {
        assertThat(
                        broker.send(
                                "PATCH",
                                "/ngsi-ld/v1/entities/urn:ngsi-ld:Gate:g1/attrs/open",
                                "{\"value\":" + value + "}"))
                .isEqualTo(204);
    }

    /** The device asks until there is something. */
    private static String fetched(AurigaProcess agent) {
        return await().atMost(PATIENCE)
                .until(
                        () -> agent.get("/iot/json?i=g1&k=gates&getCmd=1"),
                        commands -> commands.contains("open"));
    }

    private static void answer(AurigaProcess agent, String result) {
        assertThat(
                        agent.send(
                                "POST",
                                "/iot/json/commands?i=g1&k=gates",
                                "{\"open\":\"" + result + "\"}"))
                .isEqualTo(200);
    }

    @Test
    void readsAtTheBrokerWhatADeviceAsksFor() {
        var folder = AurigaProcess.folder("standalone-broker-3").toPath();
        var north = Integer.toString(AurigaProcess.freePort());
        var reached =
                Map.of(
                        "AURIGA_HTTP_NORTH_PORT",
                        north,
                        "AURIGA_IOT_BROKER_NOTIFY_URL",
                        "http://127.0.0.1:" + north);
        try (var broker = AurigaProcess.start(folder, AurigaProcess.database(ofBroker));
                var agent = agent("standalone-configuration", broker, reached);
                var device = new MqttDevice(agent.mqtt(), "/city/d1/configuration/values", false)) {
            declare(agent);
            broker.exchange(
                    "POST",
                    "/ngsi-ld/v1/entities",
                    """
                    {"id":"urn:ngsi-ld:Sensor:d1","type":"Sensor","sleepTime":{"type":"Property","value":200},
                     "at":{"type":"Relationship","object":"urn:a:b"}}\
                    """);
            device.publish(
                    "/json/city/d1/configuration/commands",
                    "{\"type\":\"configuration\",\"fields\":[\"sleepTime\",\"at\",\"none\"]}");
            assertThat(device.next(PATIENCE))
                    .matches("\\{\"sleepTime\":200,\"at\":\"urn:a:b\",\"dt\":\"\\d{8}T\\d{6}Z\"}");
            device.publish(
                    "/json/city/d1/configuration/commands",
                    "{\"type\":\"subscription\",\"fields\":[\"sleepTime\"]}");
            // When the broker is subscribed to.
            assertThat(device.next(PATIENCE)).startsWith("{\"sleepTime\":200,");
            broker.exchange(
                    "PATCH",
                    "/ngsi-ld/v1/entities/urn:ngsi-ld:Sensor:d1/attrs",
                    "{\"sleepTime\":{\"type\":\"Property\",\"value\":300}}");
            assertThat(device.next(PATIENCE)).startsWith("{\"sleepTime\":300,");
        }
    }

    private static void refusesWhatIsNotItsOwn(AurigaProcess agent, AurigaProcess broker) {
        var entities = agent.exchange("GET", "/ngsi-ld/v1/entities?type=Sensor", "");
        assertThat(entities.statusCode()).isEqualTo(404);
        assertThat(entities.body()).contains(broker.uri("/ngsi-ld/v1").toString());
        var commands =
                agent.exchange(
                        "POST",
                        "/iot/devices",
                        "{\"devices\":[{\"device_id\":\"d\",\"commands\":[{\"name\":\"open\"}]}]}");
        assertThat(commands.statusCode()).as(commands.body()).isEqualTo(501);
        assertThat(commands.body()).contains("AURIGA_IOT_BROKER_NOTIFY_URL");
    }

    private Map<String, String> noAgent() {
        var settings = new HashMap<>(AurigaProcess.database(ofBroker));
        settings.put("AURIGA_IOT_ENABLED", "false");
        return settings;
    }

    private AurigaProcess agent(String name, AurigaProcess broker) {
        return agent(name, broker, Map.of());
    }

    private AurigaProcess agent(String name, AurigaProcess broker, Map<String, String> more) {
        var settings = new HashMap<>(AurigaProcess.database(ofAgents));
        settings.put("AURIGA_IOT_REQUIRE_TENANT", "false");
        settings.put("AURIGA_IOT_BROKER_URL", broker.uri("").toString());
        settings.put("AURIGA_IOT_BROKER_BATCH", "50");
        settings.putAll(more);
        return AurigaProcess.start(AurigaProcess.folder(name).toPath(), settings);
    }

    private static void declare(AurigaProcess agent) {
        declare(
                agent,
                "/iot/groups",
                """
                {"groups":[{"resource":"","apikey":"city","entity_type":"Sensor",
                 "static_attributes":[{"name":"owner","type":"Text","value":"town"}]}]}\
                """);
    }

    private static void declare(AurigaProcess agent, String path, String body) {
        var answer = agent.exchange("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static JsonNode spool(AurigaProcess agent) {
        return JSON.readTree(agent.get("/health")).at("/components/spool/details");
    }

    private static void assertNewestShown(AurigaProcess broker, Sensors sensors) {
        assertThat(sensors.acknowledged()).hasSize(SENSORS);
        sensors.acknowledged()
                .forEach((device, numbers) -> {
                    var shown =
                            JSON.readTree(
                                    broker.get(
                                            "/ngsi-ld/v1/entities/urn:ngsi-ld:Sensor:" + device));
                    int number = shown.path("n").path("value").asInt(-1);
                    // One that was stored but not acknowledged may be newer.
                    assertThat(number)
                            .as(device)
                            .isGreaterThanOrEqualTo(
                                    numbers.stream().mapToInt(n -> n).max().orElseThrow());
                    assertThat(shown.path("n").path("observedAt").asString(""))
                            .startsWith(
                                    Sensors.EPOCH.plusSeconds(number).toString().substring(0, 19));
                    assertThat(shown.path("owner").path("value").asString("")).isEqualTo("town");
                    assertThat(shown.path("type").asString("")).isEqualTo("Sensor");
                });
    }
}
