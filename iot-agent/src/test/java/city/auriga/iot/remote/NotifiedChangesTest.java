package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions.Due;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.iot.reading.TestAgent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class NotifiedChangesTest {
    private static final String OPEN = "https://uri.etsi.org/ngsi-ld/default-context/open";
    private final TestAgent agent = new TestAgent();
    private Instant now = Instant.parse("2026-05-01T10:01:00Z");
    private final InMemoryChanges changes = new InMemoryChanges();
    private final NotifiedChanges commands =
            new NotifiedChanges(
                    changes, changes, agent.making, agent.watchedElsewhere, agent.names, () -> now);

    @BeforeEach
    void provision() {
        agent.group("/iot/json", "gates", "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "gates", "g1", TestAgent.json("{}"))));
        changes.put(made("Gate", "2026-05-01T10:00:00Z", true));
    }

    private static Made made(String type, String since, boolean command) {
        return new Made(
                TestAgent.TENANT,
                "urn:" + type,
                OPEN.replace("open", type),
                OPEN,
                "http://agent",
                Instant.parse(since),
                command);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    /**
     * Each notification is an id and instances: value, dataset, second at which it was modified.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    a 1--30                                => 1
                    a 1--30, a 1--30                       => 1
                    a 1--30, b 1--30                       => 1
                    a 1--30, b 1--31                       => 1 1
                    a 1--30 x-d-30, b 1--30 x-d-31         => 1 x x
                    a 1--30, b 2--30 x-d-31                => 1 x
                    b 2--31, a 1--30                       => 2
                    a 2-d-31 1--30                         => 1 2
                    a 1--                                  => 1
                    a 1--, a 1--                           => 1
                    a 1--, b 1--                           => 1 1
                    a 1--30, b 1--, b 1--                  => 1 1
                    a --31, b 1--30                        => 1
                    """)
    void makesACommandOfEachChangeOnce(String notifications, String expected) {
        for (var notification : notifications.split(", ")) {
            commands.take(TestAgent.TENANT, TestAgent.json(notification(notification)));
        }
        assertThat(told()).isEqualTo(expected);
    }

    @Test
    void makesNoCommandTwiceThoughItDiesBeforeItRemembers() {
        changes.forgetful = true;
        var notification = TestAgent.json(notification("a 1--30 2-d-31"));
        commands.take(TestAgent.TENANT, notification);
        commands.take(TestAgent.TENANT, notification);
        assertThat(told()).isEqualTo("1 2");
    }

    @Test
    void makesNoCommandOfWhatIsAsItWasThoughItsCommandIsForgotten() {
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30")));
        agent.commands.all.clear();
        commands.take(TestAgent.TENANT, TestAgent.json(notification("b 1--30 2-d-31")));
        assertThat(told()).isEqualTo("2");
    }

    @Test
    void takesNothingThatCannotBeStored() {
        agent.writer.away(true);
        var notification = TestAgent.json(notification("a 1--30"));
        assertThatThrownBy(() -> commands.take(TestAgent.TENANT, notification))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.SERVICE_UNAVAILABLE));
        agent.writer.away(false);
        commands.take(TestAgent.TENANT, notification);
        assertThat(told()).isEqualTo("1");
    }

    @Test
    void passesOverWhatWasWrittenBeforeItWasACommandAndWhatNobodyWatches() {
        var old = notification("a 1--30").replace("10:00:30", "09:58:59");
        commands.take(TestAgent.TENANT, TestAgent.json(old));
        var other = notification("a 1--30").replace("'open'", "'shut'");
        commands.take(TestAgent.TENANT, TestAgent.json(other));
        assertThat(told()).isEmpty();
    }

    /** What became of it may be forgotten by then: an old value is not new. */
    @Test
    void passesOverWhatWasWrittenLongAgo() {
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30 2-d-31")));
        agent.commands.all.clear();
        now = Instant.parse("2026-06-20T10:00:00Z");
        commands.forget();
        var unchanged = notification("b 1--30 2-d-31 3-e-32");
        commands.take(TestAgent.TENANT, TestAgent.json(unchanged));
        assertThat(told()).isEmpty();
        var recent = unchanged.replace("05-01T10:00:32", "05-31T10:00:00");
        commands.take(TestAgent.TENANT, TestAgent.json(recent));
        assertThat(told()).isEqualTo("3");
    }

    /** What is known may be of a time when it was a command before. */
    @Test
    void passesOverWhatWasWrittenBeforeItBecameACommandAgain() {
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30")));
        changes.all().forEach(changes::remove);
        changes.put(made("Gate", "2026-05-01T10:03:00Z", true));
        commands.take(TestAgent.TENANT, TestAgent.json(notification("b 2--31")));
        assertThat(told()).isEqualTo("1");
    }

    /** Since when a command of another type is one does not matter. */
    @Test
    void passesOverWhatWasWrittenBeforeItWasACommandOfThisType() {
        changes.all().forEach(changes::remove);
        changes.put(made("Door", "2026-01-01T10:00:00Z", true));
        changes.put(made("Gate", "2026-05-01T10:03:00Z", true));
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30")));
        assertThat(told()).isEmpty();
        var door = notification("b 1--31").replace("'type':'Gate'", "'type':['Door','Gate']");
        commands.take(TestAgent.TENANT, TestAgent.json(door));
        assertThat(told()).isEqualTo("1");
    }

    /** It is declared, but nobody has seen to the subscription yet: it counts from now on. */
    @Test
    void takesWhatIsNewOfWhatWasOnlyWatchedUpToNow() {
        changes.all().forEach(changes::remove);
        changes.put(made("Gate", "2026-01-01T10:00:00Z", false));
        now = Instant.parse("2026-05-01T10:01:30.5Z");
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        watch(device, "open");
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30 2-d-31")));
        assertThat(told()).isEqualTo("2");
        var due = agent.watching.claim(device, Instant.now(), Instant.now());
        assertThat(due).as("who watches it").isPresent();
    }

    /** While it is read what is watched, nobody knows that this is nobody's. */
    @Test
    void looksIntoTheDatabaseWhileNamesAreReadAnew() {
        agent.names.load();
        agent.watched.load();
        var other = TestAgent.json(notification("a 1--30").replace("'open'", "'wake'"));
        commands.take(TestAgent.TENANT, other);
        assertThat(changes.looks).isZero();
        agent.watched.reload();
        commands.take(TestAgent.TENANT, other);
        assertThat(changes.looks).isEqualTo(1);
        await().until(() -> isPassedOver(other));
        agent.watching.slow.lock();
        try {
            agent.watched.watchedChanged(TestAgent.TENANT, "urn:ngsi-ld:Gate:g1");
            assertThat(isPassedOver(other)).isFalse();
        } finally {
            agent.watching.slow.unlock();
        }
        await().until(() -> isPassedOver(other));
    }

    private boolean isPassedOver(JsonNode notification) {
        int before = changes.looks;
        commands.take(TestAgent.TENANT, notification);
        return changes.looks == before;
    }

    /** One device that watches something has the broker tell of all Entities of the type. */
    @Test
    void asksNobodyAboutWhatIsNobodys() {
        agent.names.load();
        var other = TestAgent.json(notification("a 1--30").replace("'open'", "'wake'"));
        commands.take(TestAgent.TENANT, other);
        assertThat(changes.looks).isZero();
        commands.take(TestAgent.TENANT, TestAgent.json(notification("a 1--30")));
        assertThat(changes.looks).isEqualTo(1);
        watch(new Address(TestAgent.TENANT, "/", "gates", "g1"), "wake");
        commands.take(TestAgent.TENANT, other);
        assertThat(changes.looks).isEqualTo(2);
    }

    /** What is watched need not be a command, and may be both. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            textBlock =
                    """
                    open : a 1--30                     => 1
                    open : a 1--30, a 1--30, b 1--30   => 1
                    open : a 1--30, b 2--31            => 2
                    open : a 1-d-30                    => 0
                    open : a 1--                       => 1
                    wake : a 1--30                     => 0
                    """)
    void hasThoseToldWhoWatchIt(String text, int versions) {
        var parts = text.split(" : ");
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        watch(device, parts[0]);
        for (var notification : parts[1].split(", ")) {
            commands.take(TestAgent.TENANT, TestAgent.json(notification(notification)));
        }
        var due = agent.watching.claim(device, Instant.now(), Instant.now());
        assertThat(due.map(Due::version).orElse(0L)).isEqualTo(versions);
    }

    /** The broker tells of it again, or we look. */
    @Test
    void goesOnWithOthersThoughWhoWatchesOneMoves() {
        agent.stores.devices.add(
                List.of(new Device(TestAgent.TENANT, "/", "gates", "g2", TestAgent.json("{}"))));
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        watch(device, "open");
        agent.watching.moving.add("urn:ngsi-ld:Gate:g1");
        var one = notification("a 1--30");
        var two = one.substring(one.indexOf('[') + 1, one.lastIndexOf(']')).replace(":g1", ":g2");
        var both = TestAgent.json(one.replace("]}]}", "]}," + two + "]}"));
        assertThatThrownBy(() -> commands.take(TestAgent.TENANT, both))
                .isInstanceOfSatisfying(
                        NgsiLdException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.SERVICE_UNAVAILABLE));
        assertThat(agent.commands.all)
                .extracting(c -> c.address().device())
                .containsExactly("g1", "g2");
        agent.watching.moving.clear();
        commands.take(TestAgent.TENANT, both);
        assertThat(agent.commands.all).hasSize(2);
        assertThat(agent.watching.claim(device, Instant.now(), Instant.now())).isPresent();
    }

    private void watch(Address device, String name) {
        agent.watching.put(
                new ConfigurationSubscription(
                        device,
                        "urn:ngsi-ld:Gate:g1",
                        "Gate",
                        List.of("w"),
                        List.of(OPEN.replace("open", name))));
        agent.watched.load();
    }

    @Test
    void wantsToKnowWhichChangeItIs() {
        var nameless = notification("a 1--").replace("'id':'urn:n:a',", "");
        assertThatThrownBy(() -> commands.take(TestAgent.TENANT, TestAgent.json(nameless)))
                .hasMessage("expected an id, as there are Attributes without modifiedAt");
    }

    private static String notification(String text) {
        var words = text.split(" ");
        var instances =
                Arrays.stream(words)
                        .skip(1)
                        .map(NotifiedChangesTest::instance)
                        .collect(Collectors.joining(","));
        return """
        {'id':'urn:n:%s','type':'Notification','data':[{'id':'urn:ngsi-ld:Gate:g1','type':'Gate','open':[%s]}]}\
        """
                .formatted(words[0], instances);
    }

    private static String instance(String text) {
        var parts = text.split("-", -1);
        return "{'value':'%s'%s%s}"
                .formatted(
                        parts[0],
                        parts[1].isEmpty() ? "" : ",'datasetId':'urn:" + parts[1] + "'",
                        parts[2].isEmpty()
                                ? ""
                                : ",'modifiedAt':'2026-05-01T10:00:" + parts[2] + "Z'");
    }

    private String told() {
        return agent.commands.all.stream()
                .map(command -> command.value().asString())
                .collect(Collectors.joining(" "));
    }
}
