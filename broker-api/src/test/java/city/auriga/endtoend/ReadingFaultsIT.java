package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Readings that come twice and in no good order, while something dies: each that was acknowledged
 * is stored, and each Entity ends with the newest.
 */
class ReadingFaultsIT {
    private static final int SENSORS = 8;
    private static final int ENOUGH = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    private TestDatabase database;

    @BeforeEach
    void makeDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void afterAurigaIsKilled() throws Exception {
        var folder = AurigaProcess.folder("readings-killed").toPath();
        try (var auriga = AurigaProcess.start(folder, settings())) {
            declare(auriga);
            try (var sensors = new Sensors(auriga.mqtt(), "city", SENSORS)) {
                for (int kills = 1; kills <= 2; kills++) {
                    int enough = ENOUGH * kills;
                    await().atMost(PATIENCE).until(() -> sensors.count() >= enough);
                    auriga.kill();
                    auriga.start();
                }
                sensors.stop();
                assertAllStored(sensors);
                assertNewestShown(auriga, sensors);
            }
        }
    }

    @Test
    void afterTheBrokerOfTheTownWasRestarted() throws Exception {
        var folder = AurigaProcess.folder("readings-mosquitto").toPath();
        try (var broker = new Mosquitto(folder)) {
            var settings = new HashMap<>(settings());
            settings.put("AURIGA_MQTT_URL", broker.uri().toString());
            try (var auriga = AurigaProcess.start(folder, settings)) {
                declare(auriga);
                awaitConnection(auriga);
                try (var sensors = new Sensors(broker.uri(), "city", SENSORS)) {
                    for (int restarts = 1; restarts <= 2; restarts++) {
                        int enough = ENOUGH * restarts;
                        await().atMost(PATIENCE).until(() -> sensors.count() >= enough);
                        broker.stop();
                        broker.start();
                    }
                    sensors.stop();
                    await().atMost(PATIENCE).untilAsserted(() -> assertAllStored(sensors));
                    assertNewestShown(auriga, sensors);
                }
            }
        }
    }

    /** What the dead one has not acknowledged waits for it. */
    @Test
    void afterOneOfTwoAgentsThatShareThemWasKilled() throws Exception {
        var folder = AurigaProcess.folder("readings-shared").toPath();
        try (var broker = new Mosquitto(folder)) {
            var settings = new HashMap<>(settings());
            settings.put("AURIGA_MQTT_URL", broker.uri().toString());
            settings.put("AURIGA_MQTT_SHARE_GROUP", "agents");
            try (var one = agent(folder.resolve("one"), settings);
                    var other = agent(folder.resolve("other"), settings)) {
                declare(one);
                awaitConnection(one);
                awaitConnection(other);
                try (var sensors = new Sensors(broker.uri(), "city", SENSORS)) {
                    await().atMost(PATIENCE).until(() -> sensors.count() >= ENOUGH);
                    assertThat(taken(one)).isPositive();
                    one.kill();
                    await().atMost(PATIENCE).until(() -> sensors.count() >= 2 * ENOUGH);
                    one.start();
                    await().atMost(PATIENCE).until(() -> taken(one) > 0);
                    sensors.stop();
                    await().atMost(PATIENCE).untilAsserted(() -> assertAllStored(sensors));
                    assertNewestShown(other, sensors);
                    assertThat(taken(other)).isPositive();
                }
            }
        }
    }

    private static AurigaProcess agent(Path folder, Map<String, String> settings)
            throws IOException {
        return AurigaProcess.start(Files.createDirectories(folder), settings);
    }

    private static void awaitConnection(AurigaProcess auriga) {
        await().atMost(PATIENCE).until(() -> sum(auriga, "auriga_iot_mqtt_connected") == 1);
    }

    private static double taken(AurigaProcess auriga) {
        return sum(auriga, "auriga_iot_readings_committed_total");
    }

    private static double sum(AurigaProcess auriga, String metric) {
        return auriga.get("/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private Map<String, String> settings() {
        return Map.of(
                "AURIGA_DATABASE_URL", database.url(),
                "AURIGA_DATABASE_USER", database.user(),
                "AURIGA_DATABASE_PASSWORD", database.password(),
                "AURIGA_IOT_REQUIRE_TENANT", "false");
    }

    private static void declare(AurigaProcess auriga) {
        var answer =
                auriga.exchange(
                        "POST",
                        "/iot/groups",
                        "{\"groups\":[{\"resource\":\"\",\"apikey\":\"city\",\"entity_type\":\"Sensor\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private void assertAllStored(Sensors sensors) {
        for (var device : sensors.acknowledged().entrySet()) {
            assertThat(stored(device.getKey())).as(device.getKey()).containsAll(device.getValue());
        }
    }

    private Set<Integer> stored(String device) {
        try (var connection = database.connect();
                var query =
                        connection.prepareStatement(
                                """
                                SELECT DISTINCT (instance ->> 'value')::int FROM attribute_history
                                WHERE entity_id = ? AND attribute LIKE '%/n'\
                                """)) {
            query.setString(1, "urn:ngsi-ld:Sensor:" + device);
            var numbers = new TreeSet<Integer>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    numbers.add(rows.getInt(1));
                }
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertNewestShown(AurigaProcess auriga, Sensors sensors) {
        sensors.acknowledged()
                .forEach((device, numbers) -> {
                    var shown =
                            JSON.readTree(
                                    auriga.get(
                                            "/ngsi-ld/v1/entities/urn:ngsi-ld:Sensor:" + device));
                    // One that was stored but not acknowledged may be newer.
                    assertThat(shown.path("n").path("value").asInt(-1))
                            .as(device)
                            .isGreaterThanOrEqualTo(
                                    numbers.stream().mapToInt(n -> n).max().orElseThrow());
                    assertThat(shown.path("n").path("observedAt").asString(""))
                            .startsWith(
                                    Sensors.EPOCH
                                            .plusSeconds(shown.path("n").path("value").asInt(-1))
                                            .toString()
                                            .substring(0, 19));
                });
    }
}
