package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.payload.PayloadException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which dead letters are tried again by themselves, and what is looked up for that. */
class ExplainedLettersTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final String GROUP =
            "{'entity_type':'Home','template':'home-assistant','templateParams':{'states':'home/{topic+}'}}";
    private static final String CONFIG = "homeassistant/binary_sensor/t/config";
    private static final String DOCUMENT =
            "{'stat_t':'home/a','val_tpl':'{{ value_json.v }}','dev':{'ids':'d'}}";

    private final TestAgent agent = new TestAgent();

    @BeforeEach
    void listen() {
        agent.group("", "homes", GROUP);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    /** However many are in front of them that are still not understood. */
    @Test
    void allLettersOfATopicAreTried() throws Exception {
        for (int i = 0; i < 7; i++) {
            hear("home/a", "{'v':'odd" + i + "'}");
        }
        hear("home/a", "{'v':'ON'}");
        assertThat(agent.stores.letters.all).hasSize(8);
        hear(CONFIG, DOCUMENT);
        await().until(() -> agent.stores.letters.all.size() == 7);
        assertThat(value("t")).isEqualTo("true");
    }

    /** A device that tells what it is again and again puts nothing off. */
    @Test
    void lettersAreTriedHoweverOftenTheyAreExplained() throws Exception {
        hear("home/a", "{'v':'ON'}");
        storeElsewhere(DOCUMENT);
        try (var letters =
                new ExplainedLetters(
                        agent.replays, Duration.ofMillis(200), Duration.ofHours(1), 10)) {
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        letters.explained(TestAgent.TENANT, Set.of("home/a"));
                        return agent.stores.letters.all.isEmpty();
                    });
        }
    }

    /** A config may name what it likes. */
    @Test
    void lettersOfOthersAreLeft() throws Exception {
        agent.group(
                "/plant",
                "plant",
                "{'entity_type':'Sensor','template':'json','topics':['plant/{device}']}");
        agent.stores.letters.add(
                List.of(
                        new DeadLetter(
                                TestAgent.TENANT,
                                Reason.PARSE,
                                "plant/7",
                                "",
                                "{\"t\":1}".getBytes(UTF_8),
                                null,
                                1,
                                NOW)));
        assertThat(agent.replays.replayFrom(TestAgent.TENANT, Reason.PARSE, "plant/7", 0, 9))
                .isEqualTo(Replays.Progress.DONE);
        assertThat(agent.stores.letters.all).hasSize(1);
        assertThat(agent.replays.replay(TestAgent.TENANT, 1).orElseThrow().result())
                .isEqualTo(Replays.Result.COMMITTED);
    }

    /** Nobody knows when a message was said that a broker has kept. */
    @Test
    void lettersKnowThatABrokerHasKeptTheMessage() {
        for (var held : List.of(true, false)) {
            var reading = reading("home/a", "{'v':'ON'}", NOW);
            var origin = Origin.of(held ? reading.heldBack() : reading);
            var letter =
                    new DeadLetter(
                            TestAgent.TENANT,
                            Reason.PARSE,
                            "home/a",
                            "",
                            reading.payload(),
                            origin,
                            1,
                            NOW);
            assertThat(Origin.reading(letter, agent.topics).orElseThrow().held()).isEqualTo(held);
        }
    }

    /** The group has another apikey, and this process has not heard of it yet. */
    @Test
    void configsOfAGroupThatIsBeingMovedAreTriedAgain() throws Exception {
        Set<String> explained = ConcurrentHashMap.newKeySet();
        agent.discovered.watch((_, topics) -> explained.addAll(topics));
        var old = group();
        agent.stores.groups.remove(old, false);
        agent.stores.groups.add(
                List.of(new DeviceGroup(TestAgent.TENANT, "/", "", "moved", old.document())));
        for (var payload : List.of(DOCUMENT, "")) {
            assertThat(hear(CONFIG, payload).refusals())
                    .extracting(refusal -> refusal.reason())
                    .containsExactly(Reason.PARSE);
        }
        hear("home/a", "{'v':'ON'}");
        assertThat(explained).contains(CONFIG, "home/a");
        agent.senders.groupsChanged();
        agent.topics.groupsChanged();
        await().until(() -> {
            agent.replays.replayFrom(TestAgent.TENANT, Reason.PARSE, CONFIG, 0, 9);
            return agent.stores.letters.all.size() < 2;
        });
    }

    /** Over two connections the later one may be stored before the earlier one is tried again. */
    @Test
    void configThatIsTriedAgainReplacesNoLaterOne() throws Exception {
        var later = DOCUMENT.replace("value_json.v", "value_json.w");
        accept(reading(CONFIG, later, NOW.plusSeconds(1)));
        agent.again(reading(CONFIG, DOCUMENT, NOW)).get(30, TimeUnit.SECONDS);
        hear("home/a", "{'v':'OFF','w':'ON'}");
        assertThat(value("t")).isEqualTo("true");
    }

    /** One component of a device looks at one word, another one at several. */
    @Test
    void deviceIsThereAsItsMostParticularComponentSays() throws Exception {
        var one = "{'stat_t':'home/a','dev':{'ids':'d'},'avty':[%s]%s}";
        hear("homeassistant/sensor/a/config", one.formatted("{'t':'home/up'}", ""));
        hear(
                "homeassistant/sensor/b/config",
                one.formatted("{'t':'home/up'},{'t':'home/own'}", ",'avty_mode':'all'"));
        hear("home/up", "online");
        assertThat(value("connectivityStatus")).isEqualTo("none");
        hear("home/own", "online");
        assertThat(value("connectivityStatus")).isEqualTo("online");
    }

    /** What nobody names is looked up no more often than others can bear. */
    @Test
    void topicsThatNobodyNamesAreNotLookedUpWithoutEnd() throws Exception {
        var message = reading("home/log", "x", NOW);
        var codec = ((Reading.OfGroup) message.address()).listening().codec();
        var incoming = ((Reading.OfGroup) message.address()).message();
        for (int i = 0; i < 10_000; i++) {
            try {
                codec.decode(incoming);
            } catch (PayloadException expected) {
                assertThat(expected).hasMessageContaining("no config names");
            }
        }
        assertThat(agent.stores.configs.looks).isLessThan(7_000);
        hear(CONFIG, DOCUMENT);
        assertThat(hear("home/a", "{'v':'ON'}").written()).as("others").isEqualTo(1);
    }

    /** Others do not wait for it, and nothing is lost. */
    @Test
    void whatIsTooMuchToLookUpIsLookedUpLater() throws Exception {
        var codec = ((Reading.OfGroup) reading("home/x", "x", NOW).address()).listening().codec();
        hear(CONFIG, DOCUMENT);
        String said = "";
        for (int i = 0; !said.contains("too much"); i++) {
            var message = ((Reading.OfGroup) reading("home/x" + i, "x", NOW).address()).message();
            said = assertThrows(PayloadException.class, () -> codec.decode(message)).getMessage();
        }
        hear("home/a", "{'v':'ON'}");
        await().until(() -> value("t").equals("true"));
        assertThat(agent.stores.letters.all).isEmpty();
    }

    /** By a process that died before it could tell anybody. */
    private void storeElsewhere(String document) {
        var limits = new Limits(20, 20_000, 30_000);
        var other =
                new DiscoveredDevices(
                        agent.stores.configs, new DiscoverySettings(4_000, limits, 1_000_000));
        var address = (Reading.OfGroup) reading(CONFIG, document, NOW).address();
        var uplinks = address.listening().codec().decode(address.message());
        var told = ((city.auriga.iot.codec.Uplink.OfItself) uplinks.getFirst()).told();
        assertThat(other.take(group(), told, NOW, false)).isEmpty();
    }

    private DeviceGroup group() {
        return agent.stores.groups.find("", "homes").orElseThrow();
    }

    private Reading reading(String topic, String payload, Instant received) {
        var route = agent.topics.find(topic).orElseThrow();
        var bytes = payload.replace('\'', '"').getBytes(UTF_8);
        return Reading.of(route.value(), new Incoming(topic, route.captures(), bytes, received));
    }

    private ReadingOutcome hear(String topic, String payload) throws Exception {
        return accept(reading(topic, payload, Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }

    private ReadingOutcome accept(Reading reading) throws Exception {
        return agent.readings.accept(reading).get(30, TimeUnit.SECONDS);
    }

    private String value(String name) {
        return agent.writer
                .find(TestAgent.TENANT, "urn:ngsi-ld:Home:d")
                .flatMap(entity -> entity.instance(VOCABULARY + name, null))
                .map(a -> ((Property) a.value()).value().asString())
                .orElse("none");
    }
}
