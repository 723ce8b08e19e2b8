package city.auriga.iot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.iot.codec.Incoming;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.device.GroupTopics;
import city.auriga.iot.device.Senders.Answer;
import city.auriga.iot.reading.Reading.OfGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes first, and whatever fails: no value is lost. */
class DiscoveredReadingsTest {
    private static final String VOCABULARY = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final String GROUP =
            "{'entity_type':'Home','template':'home-assistant','templateParams':{'states':'home/{topic+}'%s}}";
    private static final String CONFIG =
            "{'stat_t':'home/%s','val_tpl':'{{ value_json.%s }}','dev':{'ids':'d'}}";
    private static final int PATIENCE = 20;

    private final TestAgent agent = new TestAgent();

    @BeforeEach
    void listen() {
        agent.group("", "homes", GROUP.formatted(""));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void statesAreWrittenAfterTheirConfig() throws Exception {
        config("t", "a", "v");
        assertThat(hear("home/a", "{'v':1}").written()).isEqualTo(1);
        assertThat(value("t")).isEqualTo("1");
        assertThat(agent.stores.letters.all).isEmpty();
    }

    /** All of them, not only the last one, and each with the time when it came. */
    @Test
    void statesBeforeTheirConfigAreWrittenWhenItComes() throws Exception {
        for (int i = 1; i <= 3; i++) {
            var outcome = hear("home/a", "{'v':" + i + "}");
            assertThat(outcome.refusals())
                    .extracting(r -> r.reason())
                    .containsExactly(Reason.PARSE);
        }
        assertThat(agent.stores.letters.all).hasSize(3);
        config("t", "a", "v");
        await(() -> agent.stores.letters.all.isEmpty());
        assertThat(value("t")).isEqualTo("3");
        assertThat(history("t")).contains("1", "2", "3");
    }

    /** What came later must not be replaced by what is tried again. */
    @Test
    void lettersThatAreTriedAgainReplaceNoNewerValue() throws Exception {
        hear("home/a", "{'v':'old'}");
        agent.stores.letters.unavailable = true;
        config("t", "a", "v");
        hear("home/a", "{'v':'new'}");
        agent.stores.letters.unavailable = false;
        await(() -> agent.stores.letters.all.isEmpty());
        assertThat(value("t")).isEqualTo("new");
    }

    /** Nobody has asked for that; who does gets what the group says. */
    @ParameterizedTest
    @ValueSource(strings = {"'timestamp':false", "'lateMeasures':'overwrite'"})
    void lettersThatMightReplaceNewerValuesWaitForAReplay(String setting) throws Exception {
        var old = group();
        var document = TestAgent.json(GROUP.formatted("").replaceFirst("[{]", "{" + setting + ","));
        assertThat(agent.stores.groups.replace(old, old.withDocument(document))).isTrue();
        agent.topics.groupsChanged();
        hear("home/a", "{'v':'old'}");
        config("t", "a", "v");
        hear("home/a", "{'v':'new'}");
        assertThat(agent.replays.replayFrom(TestAgent.TENANT, Reason.PARSE, "home/a", 0, 10))
                .isEqualTo(Replays.Progress.DONE);
        assertThat(agent.stores.letters.all).hasSize(1);
        assertThat(history("t")).containsExactly("new");
        assertThat(agent.replays.replay(TestAgent.TENANT, 1).orElseThrow().result())
                .isEqualTo(Replays.Result.COMMITTED);
        assertThat(value("t")).isEqualTo("old");
    }

    /** Equal messages are one letter: what came while it was tried is tried, too. */
    @Test
    void letterThatComesAgainWhileItIsTriedIsTriedOnceMore() throws Exception {
        var first = Instant.parse("2026-05-01T10:00:00Z");
        hear("home/a", "{'v':'on'}");
        agent.stores.letters.comeAgain(1, first);
        agent.writer.hold();
        config("t", "a", "v");
        await(() -> agent.writer.waiting() > 0);
        agent.stores.letters.comeAgain(1, first.plusSeconds(9));
        agent.writer.release();
        await(() -> agent.stores.letters.all.isEmpty());
        assertThat(observedAt("t")).isEqualTo(first.plusSeconds(9));
    }

    /** Of a letter that is still refused nothing is said to be committed. */
    @Test
    void replayWithoutAConfigLeavesTheLetter() throws Exception {
        hear("home/a", "{'v':1}");
        assertThat(agent.replays.replay(TestAgent.TENANT, 1).orElseThrow().result())
                .isEqualTo(Replays.Result.REFUSED);
        assertThat(agent.stores.letters.all).hasSize(1);
    }

    /** It is not acknowledged, and nothing that it says is lost when it is sent again. */
    @Test
    void configThatCannotBeStoredIsSentAgain() throws Exception {
        hear("home/a", "{'v':1}");
        agent.stores.configs.fail(1);
        assertThatThrownBy(() -> config("t", "a", "v"))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("away");
        assertThat(agent.stores.letters.all).hasSize(1);
        config("t", "a", "v");
        await(() -> agent.stores.letters.all.isEmpty());
        assertThat(value("t")).isEqualTo("1");
    }

    @Test
    void stateThatCannotBeLookedUpIsSentAgain() throws Exception {
        config("t", "a", "v");
        agent.stores.configs.fail(1);
        assertThatThrownBy(() -> hear("home/a", "{'v':1}"))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("away");
        assertThat(agent.stores.letters.all).isEmpty();
        hear("home/a", "{'v':1}");
        assertThat(value("t")).isEqualTo("1");
    }

    @Test
    void whatIsKnownIsNotLookedUp() throws Exception {
        config("t", "a", "v");
        hear("home/a", "{'v':1}");
        int looks = agent.stores.configs.looks;
        hear("home/a", "{'v':2}");
        config("t", "a", "v");
        hear("home/a", "{'v':3}");
        assertThat(agent.stores.configs.looks).as("the same once more").isEqualTo(looks);
        config("t", "a", "w");
        assertThat(hear("home/a", "{'w':4}").written()).isEqualTo(1);
        assertThat(value("t")).isEqualTo("4");
    }

    @Test
    void removedConfigsExplainNothing() throws Exception {
        config("t", "a", "v");
        hear("home/a", "{'v':1}");
        hear("homeassistant/sensor/t/config", "");
        assertThat(hear("home/a", "{'v':2}").refusals()).hasSize(1);
        assertThat(value("t")).isEqualTo("1");
    }

    @Test
    void groupThatChangesKnowsWhatItKnew() throws Exception {
        config("t", "a", "v");
        var old = group();
        var document = TestAgent.json(GROUP.formatted(",'prefix':'homeassistant'"));
        assertThat(agent.stores.groups.replace(old, old.withDocument(document))).isTrue();
        agent.topics.groupsChanged();
        assertThat(hear("home/a", "{'v':1}").written()).isEqualTo(1);
    }

    @Test
    void groupThatGoesTakesAllWithIt() throws Exception {
        config("t", "a", "v");
        hear("home/a", "{'v':1}");
        agent.stores.groups.remove(group(), false);
        agent.discovered.groupsChanged();
        agent.group("", "homes", GROUP.formatted(""));
        assertThat(hear("home/a", "{'v':2}").refusals()).hasSize(1);
    }

    /** The other one hears of what this one stores, or looks itself. */
    @Test
    void processesKnowTheSame() throws Exception {
        var other =
                new DiscoveredDevices(
                        agent.stores.configs,
                        new DiscoverySettings(4_000, new Limits(20, 20_000, 30_000), 1_000_000));
        var topics = new GroupTopics(agent.stores.groups, other::of);
        topics.reload();
        var codec = topics.find("home/a").orElseThrow().value().codec();
        var message = message(topics, "home/a", "{'v':1}");
        assertThatThrownBy(() -> codec.decode(message)).hasMessageContaining("no config names");
        config("t", "a", "v");
        assertThat(codec.decode(message)).as("not a word was needed").hasSize(1);
        config("t", "a", "w");
        other.configsChanged(TestAgent.TENANT, "", "homes");
        assertThat(codec.decode(message)).isEmpty();
    }

    /** The process that stored the config died before it tried them again. */
    @Test
    void configThatIsKnownAlreadyExplainsLettersToo() throws Exception {
        var died =
                new DiscoveredDevices(
                        agent.stores.configs,
                        new DiscoverySettings(4_000, new Limits(20, 20_000, 30_000), 1_000_000));
        hear("home/a", "{'v':1}");
        var route = agent.topics.find("homeassistant/sensor/t/config").orElseThrow();
        var uplinks =
                route.value()
                        .codec()
                        .decode(
                                message(
                                        agent.topics,
                                        "homeassistant/sensor/t/config",
                                        CONFIG.formatted("a", "v")));
        var told = ((city.auriga.iot.codec.Uplink.OfItself) uplinks.getFirst()).told();
        died.take(group(), told, Instant.EPOCH, false);
        config("t", "a", "v");
        await(() -> agent.stores.letters.all.isEmpty());
        assertThat(value("t")).isEqualTo("1");
    }

    /** What was refused is not brought back over what was told since. */
    @Test
    void oldConfigsReplaceNoNewerOnes() throws Exception {
        var padding = "'name':'" + "x".repeat(1_800) + "',";
        var first = "{" + padding + CONFIG.formatted("a", "v").substring(1);
        for (int i = 0; i < 8; i++) {
            var config = first.replace("home/a", "home/x" + i);
            assertThat(hear("homeassistant/sensor/x" + i + "/config", config).refusals()).isEmpty();
        }
        assertThat(hear("homeassistant/sensor/t/config", first).refusals())
                .extracting(r -> r.reason())
                .containsExactly(Reason.TOO_LARGE);
        config("t", "a", "w");
        hear("homeassistant/sensor/x0/config", "");
        var result = agent.replays.replay(TestAgent.TENANT, 1).orElseThrow().result();
        assertThat(result).isEqualTo(Replays.Result.COMMITTED);
        assertThat(hear("home/a", "{'v':1,'w':2}").written()).isEqualTo(1);
        assertThat(value("t")).isEqualTo("2");
    }

    @Test
    void othersLearnNothingOfIt() throws Exception {
        agent.group(
                new city.auriga.core.model.Tenant("other"),
                "",
                "others",
                GROUP.formatted(",'prefix':'other'").replace("home/", "place/"));
        config("t", "a", "v");
        assertThat(hear("place/a", "{'v':1}").refusals()).hasSize(1);
        hear("other/sensor/t/config", CONFIG.formatted("a", "v"));
        assertThat(hear("home/a", "{'v':1}").written()).isEqualTo(1);
    }

    @Test
    void simulationShowsWhatAStateWouldBecome() throws Exception {
        config("t", "a", "v");
        hear("home/a", "{'v':1}");
        var route = agent.topics.preview("home/a").orElseThrow();
        var message = message(agent.topics, "home/a", "{'v':5}");
        var sender = ((Answer.Found) agent.senders.preview("", "homes", "d")).sender();
        var result =
                DryRun.of(
                        Reading.of(route.value(), message),
                        new OfGroup(route.value(), message),
                        "d",
                        sender);
        assertThat(result.measures().getFirst().measure().values()).containsKey("t");
        assertThat(value("t")).isEqualTo("1");
    }

    private DeviceGroup group() {
        return agent.stores.groups.find("", "homes").orElseThrow();
    }

    private void config(String object, String topic, String member) throws Exception {
        var outcome =
                hear("homeassistant/sensor/" + object + "/config", CONFIG.formatted(topic, member));
        assertThat(outcome.refusals()).isEmpty();
    }

    private static Incoming message(GroupTopics topics, String topic, String payload) {
        return new Incoming(
                topic,
                topics.find(topic).orElseThrow().captures(),
                payload.replace('\'', '"').getBytes(UTF_8),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private ReadingOutcome hear(String topic, String payload) throws Exception {
        var listening = agent.topics.find(topic).orElseThrow().value();
        return agent.readings
                .accept(Reading.of(listening, message(agent.topics, topic, payload)))
                .get(PATIENCE, TimeUnit.SECONDS);
    }

    private String value(String name) {
        return agent.writer
                .find(TestAgent.TENANT, "urn:ngsi-ld:Home:d")
                .flatMap(entity -> entity.instance(VOCABULARY + name, null))
                .map(a -> ((Property) a.value()).value().asString())
                .orElse("none");
    }

    private @Nullable Instant observedAt(String name) {
        return agent.writer
                .find(TestAgent.TENANT, "urn:ngsi-ld:Home:d")
                .flatMap(entity -> entity.instance(VOCABULARY + name, null))
                .orElseThrow()
                .observedAt();
    }

    private java.util.List<String> history(String name) {
        return agent.writer.history().stream()
                .flatMap(entity -> entity.instance(VOCABULARY + name, null).stream())
                .map(a -> ((Property) a.value()).value().asString())
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
