package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.payload.PayloadException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
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

    /** Others do not wait for it, and nothing is lost, even if it never ends. */
    @Test
    void whatIsTooMuchToLookUpIsLookedUpBesideOthers() throws Exception {
        hear(CONFIG, DOCUMENT);
        tellMuch("homeassistant", "home/big");
        var greedy = new AtomicBoolean(true);
        var used = new CountDownLatch(1);
        var thread =
                Thread.ofVirtual()
                        .start(() -> {
                            while (greedy.get()) {
                                if (refusal("home/big") != null) {
                                    used.countDown();
                                }
                            }
                        });
        assertThat(used.await(30, TimeUnit.SECONDS)).isTrue();
        boolean wasRefused = false;
        for (int i = 0; !wasRefused; i++) {
            agent.discovered.groupsChanged();
            wasRefused = !hear("home/a", "{'v':'ON','i':" + i + "}").refusals().isEmpty();
        }
        await().until(() -> agent.stores.letters.all.isEmpty());
        greedy.set(false);
        thread.join();
        assertThat(value("t")).isEqualTo("true");
    }

    /** Where nobody tries the letters they would never be written. */
    @Test
    void whatIsTooMuchToLookUpWaitsWhereLettersAreLeft() throws Exception {
        agent.group(
                "",
                "timeless",
                "{'entity_type':'Home','timestamp':false,'template':'home-assistant',"
                        + "'templateParams':{'prefix':'less','states':'less/{topic+}'}}");
        tellMuch("less", "less/big");
        RuntimeException refused = null;
        while (refused == null) {
            refused = refusal("less/big");
        }
        assertThat(refused).matches(Readings::isTransient);
    }

    private void tellMuch(String prefix, String topic) throws Exception {
        for (int i = 0; i < 8; i++) {
            var config =
                    "{'stat_t':'%s','dev':{'ids':'b%s'},'name':'%s'}"
                            .formatted(topic, i, "x".repeat(1_500));
            var outcome = hear(prefix + "/sensor/b" + i + "/config", config);
            assertThat(outcome.refusals()).isEmpty();
        }
    }

    /** Looks what is told on a topic, as after a change; null if that was not too much. */
    private @Nullable RuntimeException refusal(String topic) {
        agent.discovered.groupsChanged();
        var address = (Reading.OfGroup) reading(topic, "1", NOW).address();
        try {
            address.listening().codec().decode(address.message());
        } catch (PayloadException | NgsiLdException refused) {
            assertThat(refused).hasMessageContaining("too much of this group");
            return refused;
        }
        return null;
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
