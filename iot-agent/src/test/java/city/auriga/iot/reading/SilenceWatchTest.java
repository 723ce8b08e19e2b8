package city.auriga.iot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.jsonld.Context;
import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.EntityDevices;
import city.auriga.iot.device.Homes;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.payload.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Devices that are not heard when they are expected. */
class SilenceWatchTest {
    private static final String WATCHED = "{'entity_type': 'Sensor', 'expectedInterval': 10}";
    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private Instant now = START;

    /** What is thrown when an @context is wanted, and how long it takes. */
    private @Nullable RuntimeException problem;

    private Duration wait = Duration.ZERO;
    private final SilenceWatch watch =
            new SilenceWatch(
                    new InMemorySilences(agent.stores),
                    new EntityDevices(
                            agent.stores.groups,
                            agent.stores.devices,
                            new Homes(agent.stores.homes),
                            new Profiles(this::context, TestAgent.json("{}"), 200),
                            () -> now),
                    new EntityWrites(agent.writer, new ReadingMetrics(agent.registry), 100),
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
        looksAgain();
    }

    /** When nobody else has it any more. */
    private void looksAgain() {
        now = now.plusSeconds(59);
        assertThat(watch.look()).isZero();
        now = now.plusSeconds(1);
        assertThat(watch.look()).isEqualTo(1);
        assertThat(status()).isEqualTo("offline");
        now = now.plusSeconds(100);
        assertThat(watch.look()).as("settled").isZero();
    }

    /** A silent device is not heard again, so nothing else would tell of it. */
    @ParameterizedTest
    @EnumSource(Problem.class)
    void looksAgainIfItsContextCouldNotBeHad(Problem told) throws Exception {
        agent.group("", "watched", WATCHED);
        send("/json/watched/d/attrs");
        withContext(TestAgent.TENANT, "watched");
        problem = new NgsiLdException(told, "no");
        now = START.plusSeconds(31);
        assertThat(watch.look()).isEqualTo(1);
        now = START.plusSeconds(91);
        assertThat(watch.look()).isEqualTo(1);
        assertThat(status()).isEqualTo("none");
        problem = null;
        looksAgain();
    }

    /** As a document of an older release may be. */
    @Test
    void oneThatIsBrokenKeepsNoneOfTheOthers() throws Exception {
        agent.group("", "watched", WATCHED);
        for (var id : List.of("a", "b", "c", "d", "e")) {
            send("/json/watched/" + id + "/attrs");
        }
        var broken = device("c");
        agent.stores.devices.all.remove(broken);
        var document = broken.document().deepCopy().put("scope", 7);
        var bad = new Device(broken.tenant(), broken.path(), broken.apikey(), "c", document);
        agent.stores.devices.all.add(bad);
        now = START.plusSeconds(31);
        assertThat(watch.look()).isEqualTo(5);
        assertThat(statuses("a", "b", "c", "d", "e"))
                .isEqualTo("offline offline none offline offline");
        agent.stores.devices.all.remove(bad);
        agent.stores.devices.all.add(broken);
        now = now.plusSeconds(60);
        assertThat(watch.look()).isEqualTo(1);
        assertThat(statuses("c")).isEqualTo("offline");
    }

    /** Nor does a web server that keeps us waiting, and the claim does not end meanwhile. */
    @Test
    void aBatchEndsInTime() throws Exception {
        var port = new Tenant("port");
        agent.group("", "watched", WATCHED);
        agent.group(port, "", "quick", WATCHED);
        for (int n = 0; n < 40; n++) {
            send("/json/watched/" + n + "/attrs");
            send("/json/quick/" + n + "/attrs");
        }
        withContext(TestAgent.TENANT, "watched");
        problem = new NgsiLdException(Problem.LD_CONTEXT_NOT_AVAILABLE, "no");
        wait = Duration.ofSeconds(5);
        now = START.plusSeconds(31);
        assertThat(watch.look()).isEqualTo(80);
        assertThat(now).isBeforeOrEqualTo(START.plusSeconds(31 + 30));
        for (int n = 0; n < 40; n++) {
            assertThat(
                            agent.writer
                                    .find(port, "urn:ngsi-ld:Sensor:" + n)
                                    .orElseThrow()
                                    .attributes())
                    .as("of device %d of the other tenant", n)
                    .hasSize(2);
        }
        problem = null;
        wait = Duration.ZERO;
        now = START.plusSeconds(91);
        assertThat(watch.look()).isEqualTo(40);
        assertThat(statuses("0", "20", "39")).isEqualTo("offline offline offline");
    }

    private Device device(String id) {
        return agent.stores.devices.all.stream()
                .filter(device -> device.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String statuses(String... devices) {
        return Arrays.stream(devices).map(this::status).collect(Collectors.joining(" "));
    }

    /** So it is declared once the devices were heard. */
    private void withContext(Tenant tenant, String apikey) {
        agent.stores.groups.all.removeIf(group -> group.apikey().equals(apikey));
        agent.group(tenant, "", apikey, WATCHED.replace("}", ", 'jsonldContext': 'http://x/c'}"));
    }

    private Context context(Tenant tenant, JsonNode value) {
        now = now.plus(wait);
        if (problem != null) {
            throw problem;
        }
        return ContextParser.core();
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
        return status("d");
    }

    private String status(String device) {
        return agent.value(device, "connectivityStatus").map(JsonNode::asString).orElse("none");
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
                        .filter(activity -> topic.contains(activity.device().apikey()))
                        .filter(activity -> topic.contains("/" + activity.device().id() + "/"))
                        .anyMatch(activity -> activity.lastSeen().equals(now)));
    }
}
