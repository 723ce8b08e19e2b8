package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeviceActivity;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Devices that are not heard when they are expected. */
class SilenceWatchTest {
    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private Instant now = START;
    private final SilenceWatch watch =
            new SilenceWatch(
                    new InMemorySilences(agent.stores),
                    agent.entityDevices,
                    new EntityWrites(agent.writer, new ReadingMetrics(agent.registry)),
                    agent.shells,
                    () -> now);

    @AfterEach
    void close() {
        agent.close();
    }

    /** Looks at a second, readings at a second with {@code !}; then what the Entity says. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            textBlock =
                    """
                    'expectedInterval': 10      -> 0! 29            -> none
                    'expectedInterval': 10      -> 0! 31            -> offline
                    'expectedInterval': 'PT10S' -> 0! 31            -> offline
                    'expectedInterval': 10      -> 0! 25! 31        -> none
                    'expectedInterval': 10      -> 0! 31 40! 41     -> online
                    'expectedInterval': 10      -> 0! 31 40!        -> offline
                    'expectedInterval': 10      -> 0! 31 40! 41 75  -> offline
                    'x': 10                     -> 0! 31            -> none
                    'expectedInterval': 10, 'explicitAttrs': true   -> 0! 31 -> none
                    'expectedInterval': 10, 'explicitAttrs': true, 'attributes': [{'name': 'connectivityStatus'}] -> 0! 31 -> offline
                    """)
    void saysWhoIsSilent(String declared, String steps, String status) throws Exception {
        agent.group("", "watched", "{'entity_type': 'Sensor', " + declared + "}");
        for (var step : steps.split(" ")) {
            now = START.plusSeconds(Integer.parseInt(step.replace("!", "")));
            if (step.endsWith("!")) {
                send("/json/watched/d/attrs");
            } else {
                watch.look();
            }
        }
        assertThat(status()).isEqualTo(status);
    }

    @Test
    void looksAgainIfTheDatabaseWasAway() throws Exception {
        agent.group("", "watched", "{'entity_type': 'Sensor', 'expectedInterval': 10}");
        send("/json/watched/d/attrs");
        now = START.plusSeconds(31);
        agent.writer.away(true);
        watch.look();
        agent.writer.away(false);
        assertThat(status()).isEqualTo("none");
        watch.look();
        assertThat(status()).isEqualTo("offline");
    }

    /** And forgets devices that are gone. */
    @Test
    void heedsWhatIsDeclaredNow() throws Exception {
        agent.group("", "watched", "{'entity_type': 'Sensor', 'expectedInterval': 10}");
        send("/json/watched/d/attrs");
        agent.stores.groups.all.removeIf(group -> group.apikey().equals("watched"));
        agent.group("", "watched", "{'entity_type': 'Sensor', 'expectedInterval': 100}");
        now = START.plusSeconds(31);
        assertThat(watch.look()).isEqualTo(1);
        assertThat(status()).isEqualTo("none");
        agent.stores.devices.all.clear();
        now = START.plusSeconds(301);
        watch.look();
        assertThat(status()).isEqualTo("none");
    }

    /** The broker says it for the device; that is not the device's own word. */
    @Test
    void aFarewellIsNoSignOfLife() throws Exception {
        agent.group(
                "",
                "z2m",
                "{'entity_type': 'Sensor', 'template': 'tasmota', 'expectedInterval': 10}");
        agent.readings.accept(tasmota("Offline")).get();
        agent.readings.accept(tasmota("Online")).get();
        await().until(() -> !agent.stores.activities.all.isEmpty());
        assertThat(agent.stores.activities.all.values())
                .extracting(DeviceActivity::measures)
                .containsExactly(1L);
    }

    private Reading tasmota(String word) {
        var topic = "tele/plug/LWT";
        var route = agent.topics.preview(topic).orElseThrow();
        return Reading.of(
                route.value(),
                new Incoming(topic, route.captures(), word.getBytes(StandardCharsets.UTF_8), now));
    }

    private String status() {
        return agent.value("d", "connectivityStatus").map(JsonNode::asString).orElse("none");
    }

    private void send(String topic) throws Exception {
        agent.readings
                .accept(
                        Reading.of(
                                Topic.parse(topic).orElseThrow(),
                                topic,
                                "{\"t\":1}".getBytes(StandardCharsets.UTF_8),
                                now,
                                null))
                .get();
        await().until(() ->
                agent.stores.activities.all.values().stream()
                        .anyMatch(activity -> activity.lastSeen().equals(now)));
    }
}
