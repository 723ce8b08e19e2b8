package city.auriga.iot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeviceCommand;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.Asking;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.AnsweredReadings;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.ReadingOutcome;
import city.auriga.iot.reading.TestAgent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/** An apikey that changes in service. */
class NextApikeyTest {
    private static final String GATE = "urn:ngsi-ld:Gate:g1";

    private final TestAgent agent = new TestAgent();
    private final MockMvcTester mvc = AgentHttp.of(agent);
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    /** Whether the broker tells of subscribers. */
    private volatile boolean tells = true;

    @BeforeEach
    void provision() {
        agent.publisher =
                new CommandPublisher() {
                    @Override
                    public boolean mayReach(String topic) {
                        boolean may = !tells || subscribed.contains(topic);
                        tried.add(topic);
                        return may;
                    }

                    @Override
                    public Fate publish(Message message) {
                        if (!mayReach(message.topic())) {
                            return Fate.NOBODY;
                        }
                        published.add(message.topic() + " " + message.answers());
                        return Fate.TAKEN;
                    }

                    @Override
                    public Fate publish(Downlink downlink, String apikey) {
                        return Fate.AWAY;
                    }
                };
        put(
                201,
                "POST",
                "/iot/groups",
                "{'groups':[{'resource':'/iot/json','apikey':'old','entity_type':'Gate',"
                        + "'commands':[{'name':'open'}]}]}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    /** Who is let in with which of the two: by HTTP and MQTT, as the user of an MQTT broker. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "|",
            textBlock =
                    """
                                                         | old
                    {'nextApikey':'new'}                 | old new
                    {'nextApikey':'new'} {'x':1}         | old new
                    {'nextApikey':'new'} {'nextApikey':null}   | old
                    {'nextApikey':'new'} {'nextApikey':'else'} | old else
                    {'nextApikey':'new'} {'apikey':'old'}      | old new
                    {'nextApikey':'new'} {'apikey':'new'}      | new
                    {'nextApikey':'new'} {'apikey':'new'} {'nextApikey':'else'} | new else
                    """)
    void letsIn(String steps, String expected) throws Exception {
        var apikey = "old";
        for (var step : steps == null ? new String[0] : steps.strip().split(" ")) {
            put(204, "PUT", "/iot/groups?resource=/iot/json&apikey=" + apikey, step);
            apikey = step.startsWith("{'apikey'") ? step.replaceAll(".*:'|'}", "") : apikey;
        }
        var in = new ArrayList<String>();
        for (var key : List.of("old", "new", "else")) {
            boolean heard = hear(key, 1).written() == 1;
            assertThat(agent.senders.isKnown(key)).isEqualTo(heard);
            assertThat(agent.senders.find("/iot/json", key, "g1") instanceof Answer.Found)
                    .isEqualTo(heard);
            if (heard) {
                in.add(key);
            }
        }
        assertThat(String.join(" ", in)).isEqualTo(expected);
        assertThat(agent.stores.devices.all).as("the same device").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    {'apikey':'new'}                          -> 400 apikey: expected the nextApikey of the group
                    {'nextApikey':'old'}                      -> 400 nextApikey: it is the apikey already
                    {'nextApikey':7}                          -> 400 nextApikey: expected a text of at most 256 characters, found 7
                    {'nextApikey':''}                         -> 400 nextApikey: expected a text of at most 256 characters, found ""
                    {'nextApikey':'new','template':'chirpstack'} -> 400 nextApikey: expected none in a group with topics of its own
                    {'resource':'/x'}                         -> 400 resource: cannot be changed
                    """)
    void refuses(String members, String expected) throws Exception {
        var words = expected.strip().split(" ", 2);
        var url = "/iot/groups?resource=/iot/json&apikey=old";
        assertThat(put(Integer.parseInt(words[0]), "PUT", url, members.strip()))
                .contains(words[1].replace("\"", "\\\""));
    }

    /** Whichever it sends with: its Entity, its commands, and what was heard of it. */
    @Test
    void isOneDeviceUnderBoth() throws Exception {
        hear("old", 1);
        change();
        for (int i = 2; i <= 20; i++) {
            hear(i % 3 == 0 ? "old" : "new", i);
        }
        assertThat(agent.stores.devices.all).extracting(d -> d.apikey()).containsExactly("old");
        assertThat(agent.writer.find(TestAgent.TENANT, GATE)).isPresent();
        await().until(() ->
                agent.stores.activities.all.values().stream().mapToLong(a -> a.measures()).sum()
                        == 20);
        assertThat(agent.stores.activities.all).hasSize(1);
        put(201, "POST", "/iot/devices", "{'devices':[{'device_id':'g2','apikey':'new'}]}");
        assertThat(agent.stores.devices.all).extracting(d -> d.apikey()).containsOnly("old");
        assertThat(put(200, "GET", "/iot/devices/g2?apikey=new", ""))
                .contains("\"apikey\":\"old\"");
        assertThat(put(200, "GET", "/iot/devices/g1", "")).contains("\"heardApikey\":\"new\"");
    }

    /** One that only fetches its commands, and one that comes back from an export. */
    @Test
    void isSeenWithWhatItUses() throws Exception {
        put(201, "POST", "/iot/devices", "{'devices':[{'device_id':'g1','apikey':'old'}]}");
        change();
        assertThat(put(200, "GET", "/iot/devices/g1", "")).doesNotContain("heardApikey");
        put(200, "GET", "/iot/json?k=new&i=g1&getCmd=1", "");
        assertThat(put(200, "GET", "/iot/devices/g1", "")).contains("\"heardApikey\":\"new\"");
        var export = put(200, "GET", "/iot/registry", "");
        assertThat(export).contains("\"nextApikey\":\"new\"").doesNotContain("heardApikey");
        put(204, "DELETE", "/iot/groups?resource=/iot/json&apikey=old&device=true", "");
        assertThat(agent.senders.isKnown("new")).isFalse();
        put(200, "POST", "/iot/registry", export);
        assertThat(hear("new", 1).written()).isEqualTo(1);
        assertThat(agent.stores.devices.all).hasSize(1);
    }

    /** On the topic of the apikey that it used last; or where it listens, if that is known. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = ";",
            nullValues = "-",
            textBlock =
                    """
                    -       ; old     ; true  ; old
                    -       ; new     ; true  ; new
                    -       ; old new ; false ; old
                    new     ; old new ; false ; new
                    new     ; old     ; true  ; old
                    old     ; new     ; true  ; new
                    new old ; old new ; true  ; old
                    old new ; old new ; true  ; new
                    """)
    void isToldWhereItWasHeard(String heard, String listens, boolean telling, String expected)
            throws Exception {
        hear("old", 0);
        change();
        tells = telling;
        for (var key : heard == null ? new String[0] : heard.split(" ")) {
            hear(key, 1);
        }
        for (var key : listens.split(" ")) {
            subscribed.add("/" + key + "/g1/cmd");
        }
        ask();
        await().until(() -> !published.isEmpty());
        assertThat(published)
                .containsExactly("/" + expected + "/g1/cmd /json/" + expected + "/g1/cmdexe");
    }

    /** It waits under the apikey before, and the device comes with the other one. */
    @ParameterizedTest
    @CsvSource({"reading", "subscription"})
    void isToldWhenItComes(String by) throws Exception {
        hear("old", 0);
        change();
        ask();
        await().until(() -> tried.containsAll(Set.of("/old/g1/cmd", "/new/g1/cmd")));
        assertThat(published).isEmpty();
        subscribed.add("/new/g1/cmd");
        await().until(() -> {
            if (by.equals("reading")) {
                hear("new", 1);
            } else {
                agent.dispatch.heard("new", "g1");
            }
            return !published.isEmpty();
        });
        assertThat(published.getFirst()).startsWith("/new/g1/cmd ");
    }

    /** What it answers under the apikey before, since we asked it, says nothing of where it is. */
    @Test
    void isNotHeardWithWhatItWasAskedWith() throws Exception {
        change();
        hear("new", 1);
        var sender = ((Answer.Found) agent.senders.find("/iot/json", "old", "g1")).sender();
        var values = new AnsweredReadings(() -> agent.readings, InstantSource.system());
        var answer = Map.<String, JsonNode>of("b", IntNode.valueOf(7));
        assertThat(values.take(sender, UUID.randomUUID(), answer).get(10, TimeUnit.SECONDS))
                .isTrue();
        assertThat(put(200, "GET", "/iot/devices/g1", "")).contains("\"heardApikey\":\"new\"");
    }

    @ParameterizedTest
    @CsvSource({"old", "new"})
    void fetchesAndAnswersWithEither(String apikey) throws Exception {
        put(
                201,
                "POST",
                "/iot/devices",
                "{'devices':[{'device_id':'g1','apikey':'old','transport':'HTTP'}]}");
        change();
        ask();
        await().until(() -> !agent.commands.all.isEmpty());
        var found = (Answer.Found) agent.senders.find("/iot/json", apikey, "g1");
        assertThat(agent.answers.fetch(found.sender(), now()))
                .extracting(DeviceCommand::name)
                .containsExactly("open");
        read("/json/" + apikey + "/g1/cmdexe", "{\"open\":\"done\"}");
        assertThat(agent.commands.all.getFirst().state()).isEqualTo(DeviceCommand.State.OK);
    }

    private void change() {
        put(204, "PUT", "/iot/services?resource=/iot/json&apikey=old", "{'nextApikey':'new'}");
    }

    private void ask() {
        Asking.ask(agent, 1, GATE, "open", "1");
    }

    private ReadingOutcome hear(String apikey, int value) throws Exception {
        return read("/json/" + apikey + "/g1/attrs", "{\"t\":" + value + "}");
    }

    private ReadingOutcome read(String topic, String payload) throws Exception {
        var bytes = payload.getBytes(StandardCharsets.UTF_8);
        var reading = Reading.of(Topic.parse(topic).orElseThrow(), topic, bytes, now(), null);
        return agent.readings.accept(reading).get(10, TimeUnit.SECONDS);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private String put(int status, String method, String url, String json) {
        var answer =
                mvc.method(HttpMethod.valueOf(method))
                        .uri(url)
                        .header("fiware-service", "city")
                        .header("fiware-servicepath", "/")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json.replace('\'', '"'))
                        .exchange();
        assertThat(answer.getResponse().getStatus()).as(json).isEqualTo(status);
        return new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    }
}
