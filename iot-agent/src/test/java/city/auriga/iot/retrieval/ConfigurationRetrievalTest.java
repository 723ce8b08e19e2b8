package city.auriga.iot.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.subscription.PendingNotification;
import city.auriga.iot.codec.Downlink;
import city.auriga.iot.command.CommandClient;
import city.auriga.iot.command.CommandPublisher;
import city.auriga.iot.payload.Topic;
import city.auriga.iot.reading.Reading;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationRetrievalTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final TestAgent agent = new TestAgent();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile boolean listening = true;

    @BeforeEach
    void publish() {
        agent.publisher =
                new CommandPublisher() {
                    @Override
                    public boolean mayReach(String topic) {
                        return listening;
                    }

                    @Override
                    public Fate publish(Message message) {
                        return Fate.AWAY;
                    }

                    @Override
                    public Fate publish(Downlink downlink, String apikey) {
                        if (!listening) {
                            return Fate.NOBODY;
                        }
                        assertThat(downlink.retain()).isFalse();
                        published.add(shown(downlink.topic(), downlink.payload()));
                        return Fate.TAKEN;
                    }
                };
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private static String shown(String place, byte[] payload) {
        var text = new String(payload, UTF_8);
        assertThat(text).containsPattern("dt[^0-9]+20[0-9]{6}T[0-9]{6}Z");
        return place + " " + text.replaceAll("[,|]?\"?dt[^0-9]+[0-9]{8}T[0-9]{6}Z\"?", "");
    }

    private void hear(String topic, String payload) throws Exception {
        hear(reading(topic, payload));
    }

    private void hear(Reading reading) throws Exception {
        var _ = agent.readings.accept(reading).get(10, TimeUnit.SECONDS);
    }

    private static Reading reading(String topic, String payload) {
        return Reading.of(
                Topic.parse(topic).orElseThrow(),
                topic,
                payload.getBytes(UTF_8),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                null);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    /json/key/d1/configuration/commands ; {"type":"configuration","fields":["b","c","a"]} ; /key/d1/configuration/values {"b":{"x":2},"a":1}
                    key/d1/configuration/commands       ; {"type":"configuration","fields":["a"]}         ; /key/d1/configuration/values {"a":1}
                    json/key/d1/configuration/commands  ; {"type":"configuration","fields":["none"]}      ; /key/d1/configuration/values {}
                    /ul/ulkey/d1/configuration/commands ; configuration|a                                 ; /ulkey/d1/configuration/values d1@configuration|a=1
                    """)
    void isAnsweredOnTheTopicOfTheDevice(String topic, String payload, String expected)
            throws Exception {
        hear("/json/key/d1/attrs", "{\"a\":1,\"b\":{\"x\":2}}");
        hear(topic, payload);
        await().until(() -> published.equals(List.of(expected)));
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @Test
    void isTriedUntilTheDeviceListens() throws Exception {
        hear("/json/key/d1/attrs", "{\"a\":1}");
        listening = false;
        hear(
                "/json/key/d1/configuration/commands",
                "{\"type\":\"configuration\",\"fields\":[\"a\"]}");
        hear("/json/key/d1/attrs", "{\"a\":2}");
        listening = true;
        await().until(() -> published.equals(List.of("/key/d1/configuration/values {\"a\":2}")));
    }

    /** Readings do not wait for devices that nobody reaches. */
    @Test
    void isADeadLetterIfTooManyWait() throws Exception {
        var question = "{\"type\":\"configuration\",\"fields\":[\"a\"]}";
        listening = false;
        for (int n = 0; n < 1_000; n++) {
            hear("/json/key/deaf" + n + "/configuration/commands", question);
        }
        assertThat(agent.stores.letters.all).isEmpty();
        hear("/json/key/late/configuration/commands", question);
        await().until(() -> agent.stores.letters.all.size() == 1);
        assertThat(agent.stores.letters.all.getFirst().detail()).contains("ask again");
        hear("/json/key/deaf0/configuration/commands", question.replace("\"a\"", "\"b\""));
        hear("/json/key/late/attrs", "{\"a\":1}");
        assertThat(agent.stores.letters.all).hasSize(1);
        listening = true;
        await().until(() -> published.size() == 1_000);
        assertThat(published).filteredOn(text -> text.contains("/deaf0/")).hasSize(1);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiterString = " ; ",
            quoteCharacter = '`',
            textBlock =
                    """
                    /json/key/d1/configuration/commands   ; {"type":"all"}                              ; PARSE fields: expected an array of names, found nothing
                    /json/key/d1/configuration/commands   ; nonsense                                    ; PARSE not JSON
                    /ul/ulkey/d1/configuration/commands   ; all|a                                       ; PARSE expected configuration or subscription, found 'all'
                    /json/key/d1/configuration/commands   ; {"type":"configuration","fields":["type"]}  ; MAPPING 'type'
                    /json/named/d1/configuration/commands ; {"type":"configuration","fields":["a"]}     ; MAPPING which Entity is meant only a measure of this device tells
                    """)
    void isADeadLetterIfItCannotBeServed(String topic, String payload, String expected)
            throws Exception {
        agent.group("/iot/json", "named", "{'entity_type':'Sensor','entityNameExp':'id + sn'}");
        hear(topic, payload);
        await().until(() -> !agent.stores.letters.all.isEmpty());
        assertThat(agent.stores.letters.all.getFirst())
                .satisfies(letter -> {
                    assertThat(letter.reason().name()).isEqualTo(expected.split(" ", 2)[0]);
                    assertThat(letter.detail()).contains(expected.split(" ", 2)[1]);
                });
        assertThat(agent.stores.letters.all).extracting(DeadLetter::source).containsOnly(topic);
    }

    @Test
    void tellsOfChangesOfWhatTheDeviceLastWanted() throws Exception {
        subscribe("\"z\"");
        subscribe("\"a\",\"b\"");
        hear("/json/key/d1/attrs", "{\"a\":1,\"b\":2,\"z\":3}");
        assertThat(matched("z", "0", "3")).isFalse();
        assertThat(matched("a", "1", "1")).as("the same again").isFalse();
        assertThat(matched("a", "0", "1")).isTrue();
        assertThat(matched("a", null, "1")).as("new").isTrue();
        assertThat(matched("a", "1", null)).as("gone").isTrue();
        tell("a", "0", "1");
        var both = "/key/d1/configuration/values {\"a\":1,\"b\":2}";
        await().until(() -> published.equals(List.of(both)));
        subscribe("");
        assertThat(matched("a", "0", "1")).isFalse();
        assertThat(agent.stores.letters.all).isEmpty();
    }

    /** A broker says again what it has kept, at each start. */
    @Test
    void keepsWhatTheDeviceLastWantedWhateverABrokerHasKept() throws Exception {
        var topic = "/json/key/d1/configuration/commands";
        var kept = reading(topic, "{\"type\":\"subscription\",\"fields\":[\"z\"]}").heldBack();
        hear(kept);
        assertThat(matched("z", "0", "3")).as("the only wish").isTrue();
        subscribe("\"a\"");
        hear(kept);
        assertThat(matched("z", "0", "3")).isFalse();
        assertThat(matched("a", "0", "1")).isTrue();
        hear(reading(topic, "{\"type\":\"configuration\",\"fields\":[\"a\"]}").heldBack());
        hear("/json/key/d1/attrs", "{\"a\":1}");
        assertThat(published).isEmpty();
        assertThat(agent.stores.letters.all).isEmpty();
    }

    @Test
    void tellsADeviceThatWasAwayWhenItIsHeardOnceAndWhatIsTrueThen() throws Exception {
        subscribe("\"a\"");
        listening = false;
        tell("a", "0", "1");
        tell("a", "1", "2");
        hear("/json/key/d1/attrs", "{\"a\":2}");
        assertThat(published).isEmpty();
        listening = true;
        hear("/json/key/d1/attrs", "{\"other\":1}");
        var last = "/key/d1/configuration/values {\"a\":2}";
        await().until(() -> published.equals(List.of(last)));
        agent.watching.stir(NOW, 10);
        hear("/json/key/d1/attrs", "{\"other\":1}");
        assertThat(published).hasSize(1);
    }

    @Test
    void tellsADeviceThatSubscribesAtTheBroker() throws Exception {
        subscribe("\"a\"");
        listening = false;
        tell("a", "0", "1");
        listening = true;
        agent.telling.heard("key", "d1");
        await().until(() -> published.size() == 1);
    }

    @Test
    void isPostedToTheEndpointOfTheDevice() throws Exception {
        agent.group(
                "/iot/json",
                "pushed",
                "{'entity_type':'Sensor','transport':'HTTP','endpoint':'http://h/${id}/x'}");
        agent.client =
                (endpoint, headers, body, timeout) -> {
                    published.add(shown(endpoint + " " + headers.get("Content-Type"), body));
                    return new CommandClient.Answer(200, new byte[0]);
                };
        hear("/json/pushed/d1/attrs", "{\"a\":1}");
        hear(
                "/json/pushed/d1/configuration/commands",
                "{\"type\":\"configuration\",\"fields\":[\"a\"]}");
        await().until(() ->
                published.equals(
                        List.of("http://h/d1/x/configuration application/json {\"a\":1}")));
    }

    private void subscribe(String fields) throws Exception {
        hear(
                "/json/key/d1/configuration/commands",
                "{\"type\":\"subscription\",\"fields\":[" + fields + "]}");
        var address = new Address(TestAgent.TENANT, "/", "key", "d1");
        assertThat(agent.watching.all.containsKey(address)).isEqualTo(!fields.isEmpty());
    }

    private boolean matched(String name, @Nullable String before, @Nullable String after) {
        return agent.watched.match(change(name, before, after)).equals(List.of(WatchedNames.ID));
    }

    private void tell(String name, String before, String after) throws Exception {
        var done = new CountDownLatch(1);
        agent.watchedChanges.take(
                new PendingNotification(1, change(name, before, after), List.of(WatchedNames.ID)),
                WatchedNames.ID,
                done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static EntityChange change(
            String name, @Nullable String before, @Nullable String after) {
        var id = EntityId.parse("urn:ngsi-ld:Sensor:d1", "id");
        var entity =
                new Entity(id, List.of(VOCABULARY + "Sensor"), List.of(), Map.of(), NOW, NOW, null);
        return new EntityChange(
                TestAgent.TENANT,
                id,
                entity,
                entity,
                List.of(new AttributeChange(VOCABULARY + name, property(before), property(after))),
                false,
                NOW);
    }

    private static @Nullable Attribute property(@Nullable String json) {
        return json == null
                ? null
                : Attribute.of(new AttributeValue.Property(new JsonMapper().readTree(json)), NOW);
    }
}
