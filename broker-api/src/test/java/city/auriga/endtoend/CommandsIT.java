package city.auriga.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.storage.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A command that was accepted reaches its device, whichever process dies. */
class CommandsIT {
    private static final String GATE = "/ngsi-ld/v1/entities/urn:ngsi-ld:Gate:g1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestDatabase database;
    private static AurigaProcess accepting;
    private static AurigaProcess connected;

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        var settings =
                Map.of(
                        "AURIGA_DATABASE_URL", database.url(),
                        "AURIGA_DATABASE_USER", database.user(),
                        "AURIGA_DATABASE_PASSWORD", database.password(),
                        "AURIGA_IOT_REQUIRE_TENANT", "false");
        connected = AurigaProcess.start(AurigaProcess.folder("commands-1").toPath(), settings);
        accepting = AurigaProcess.start(AurigaProcess.folder("commands-2").toPath(), settings);
    }

    @AfterAll
    static void stop() {
        Stream.of(accepting, connected).parallel().forEach(AurigaProcess::close);
        database.close();
    }

    @Test
    void arriveAtTheOtherProcessInOrderThoughTheFirstIsKilled() throws Exception {
        provision();
        var arrived = new CopyOnWriteArrayList<Integer>();
        var device = device(arrived);
        try {
            // The other process has heard of the command when it sends one.
            await().atMost(PATIENCE).until(() -> patch(0) && !arrived.isEmpty());
            var accepted = new ArrayList<Integer>();
            for (int n = 1; n <= 300; n++) {
                if (n == 150 || n == 300) {
                    int last = n;
                    var killer = Thread.startVirtualThread(accepting::kill);
                    if (patch(last)) {
                        accepted.add(last);
                    }
                    killer.join();
                    if (n == 150) {
                        accepting.start();
                    }
                } else if (patch(n)) {
                    accepted.add(n);
                }
            }
            assertThat(accepted).hasSizeGreaterThan(290);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(arrived).containsAll(accepted));
            var order = arrived.stream().distinct().filter(n -> n > 0).toList();
            assertThat(order).isSorted();
            device.publish(
                    "/json/gates/g1/cmdexe",
                    "{\"open\":\"x\"}".getBytes(StandardCharsets.UTF_8),
                    1,
                    false);
            await().until(() ->
                    connected.get(GATE + "?format=simplified").contains("\"open_status\":\"OK\""));
        } finally {
            device.disconnect();
            device.close();
        }
    }

    /** What a device wants to know of is kept, and known everywhere. */
    @Test
    void tellADeviceOfChangesElsewhereAndAfterARestart() {
        if (accepting.send("GET", "/health", "") == 0) {
            accepting.start(); // The other test leaves it dead.
        }
        var topic = "/lamps/l1/configuration/values";
        connected.send(
                "POST",
                "/iot/services",
                "{\"services\":[{\"apikey\":\"lamps\",\"resource\":\"/iot/json\",\"entity_type\":\"Lamp\"}]}");
        try (var device = new MqttDevice(connected.mqtt(), topic, false)) {
            device.publish("/json/lamps/l1/attrs", "{\"sleepTime\":0}");
            device.publish(
                    "/json/lamps/l1/configuration/commands",
                    "{\"type\":\"subscription\",\"fields\":[\"sleepTime\"]}");
            var n = new AtomicInteger();
            // The other process has heard of the subscription when it tells of a change.
            await().atMost(PATIENCE)
                    .until(() -> sleeps(n.incrementAndGet()) && !device.left().isEmpty());
            connected.kill();
            assertThat(sleeps(1_000)).isTrue();
            assertThat(sleeps(2_000)).isTrue();
        }
        connected.start();
        try (var device = new MqttDevice(connected.mqtt(), topic, false)) {
            assertThat(device.next(PATIENCE)).startsWith("{\"sleepTime\":2000,");
        }
    }

    private static boolean sleeps(int n) {
        return accepting.send(
                        "PATCH",
                        "/ngsi-ld/v1/entities/urn:ngsi-ld:Lamp:l1/attrs/sleepTime",
                        "{\"value\":" + n + "}")
                == 204;
    }

    private static void provision() {
        assertThat(
                        connected.send(
                                "POST",
                                "/iot/services",
                                """
                                {"services":[{"apikey":"gates","resource":"/iot/json","entity_type":"Gate",
                                  "commands":[{"name":"open"}]}]}\
                                """))
                .isEqualTo(201);
        assertThat(
                        connected.send(
                                "POST",
                                "/iot/devices",
                                "{\"devices\":[{\"device_id\":\"g1\",\"apikey\":\"gates\"}]}"))
                .isEqualTo(201);
    }

    private static boolean patch(int n) {
        return accepting.send("PATCH", GATE + "/attrs/open", "{\"value\":" + n + "}") == 204;
    }

    private static MqttClient device(List<Integer> arrived) throws Exception {
        var client = new MqttClient(connected.mqtt().toString(), "g1", new MemoryPersistence());
        client.connect();
        client.setCallback(
                new CommandNotes(
                        message -> arrived.add(Integer.valueOf(message.replaceAll("\\D", "")))));
        client.subscribe("/gates/g1/cmd", 1);
        return client;
    }
}
