package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.CommandDisplay;
import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CommandStorageTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final JsonNode INFO = JsonNodeFactory.instance.stringNode("done");

    private static TestDatabase server;
    private static Database database;
    private static JdbcCommands commands;
    private static JdbcDeviceRegistry devices;

    private final Address device;
    private final Device gate;

    CommandStorageTest(TestInfo test) {
        device = new Address(CITY, "/", "key", test.getDisplayName());
        gate = new Device(CITY, "/", "key", test.getDisplayName(), document("{}"));
    }

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        commands = new JdbcCommands(database);
        devices = new JdbcDeviceRegistry(database);
        server.tenant(CITY.name());
    }

    @BeforeEach
    void provision() {
        devices.add(List.of(gate));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsACommandAsItIsAndAddsItOnce() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        commands.add(List.of(open));
        assertThat(commands.list(device, 10, 0)).containsExactly(open);
        assertThat(commands.find(device, open.id())).contains(open);
        assertThat(commands.known(List.of(open.id(), UUID.randomUUID())))
                .containsExactly(open.id());
        assertThat(Objects.requireNonNull(open.value()).toString())
                .as("members keep their order")
                .isEqualTo(commands.list(device, 1, 0).getFirst().value().toString());
        assertThat(commands.waiting(1_000)).contains(device);
    }

    @Test
    void letsOneProcessSendTheOldestAndNobodyTheNextBeforeThat() {
        var first = command("first", NOW);
        var second = command("second", NOW);
        commands.add(List.of(first, second));
        assertThat(
                        IntStream.range(0, 16)
                                .parallel()
                                .mapToObj(_ -> commands.claim(device, NOW, LATER, false))
                                .flatMap(java.util.Optional::stream)
                                .map(DeviceCommand::name))
                .containsExactly("first");
        assertThat(commands.claim(device, LATER, LATER.plusSeconds(60), false))
                .as("the claim has run out: its process died")
                .hasValueSatisfying(c -> assertThat(c.name()).isEqualTo("first"));
        commands.sent(first.id(), LATER);
        assertThat(commands.claim(device, LATER, LATER.plusSeconds(60), false))
                .hasValueSatisfying(c -> assertThat(c.name()).isEqualTo("second"));
    }

    @Test
    void waitsWithOneThatCouldNotBeSentUnlessThereIsHurry() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        commands.giveBack(open.id(), LATER, NOW);
        assertThat(commands.claim(device, NOW, LATER, false)).isEmpty();
        assertThat(commands.claim(device, NOW, LATER, true)).isPresent();
        assertThat(commands.find(device, open.id()))
                .hasValueSatisfying(c -> assertThat(c.attempts()).isEqualTo(1));
    }

    @Test
    void isDeliveredByTheNetworkOnceAndOnlyToItsDevice() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        var other = new Address(CITY, "/", "key", "another");
        assertThat(commands.delivered(other, open.id(), LATER)).isEmpty();
        assertThat(commands.delivered(device, open.id(), LATER))
                .hasValueSatisfying(c -> {
                    assertThat(c.state()).isEqualTo(State.DELIVERED);
                    assertThat(c.changedAt()).isEqualTo(LATER);
                    assertThat(c.sentAt()).as("so it was sent").isEqualTo(LATER);
                    assertThat(c.attempts()).isEqualTo(1);
                });
        assertThat(commands.claim(device, LATER, LATER.plusSeconds(9), true)).isEmpty();
        assertThat(commands.delivered(device, open.id(), LATER)).isEmpty();
        assertThat(commands.hasOpen(device)).isTrue();
        long all = commands.countOpen();
        var refused = new CommandAnswer("open", UUID.randomUUID(), null, State.ERROR, INFO, LATER);
        assertThat(commands.answer(device, refused))
                .isInstanceOfSatisfying(
                        Effect.Ended.class,
                        e -> assertThat(e.command().state()).isEqualTo(State.ERROR));
        assertThat(commands.hasOpen(device)).isFalse();
        assertThat(commands.countOpen()).isEqualTo(all - 1);
        assertThat(commands.delivered(device, open.id(), LATER)).isEmpty();
    }

    @Test
    void handsOverAllThatADeviceFetchesInTheirOrder() {
        commands.add(List.of(command("b", null), command("a", null), command("b2", null)));
        assertThat(commands.claim(device, NOW, LATER, false)).as("it fetches them").isEmpty();
        assertThat(commands.waiting(1_000)).doesNotContain(device);
        assertThat(commands.fetch(device, NOW))
                .extracting(DeviceCommand::name, DeviceCommand::state)
                .containsExactly(
                        tuple("b", State.DELIVERED),
                        tuple("a", State.DELIVERED),
                        tuple("b2", State.DELIVERED));
        assertThat(commands.fetch(device, NOW)).isEmpty();
    }

    @Test
    void endsTheOldestThatWasSentOrTheOneThatIsNamed() {
        var one = command("open", NOW, "urn:d:1");
        var two = command("open", NOW, "urn:d:2");
        var three = command("open", NOW, "urn:d:3");
        commands.add(List.of(one, two, three));
        assertThat(answer("m1", null, NOW)).as("none was sent").isEqualTo("nothing");
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        commands.sent(one.id(), NOW);
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        assertThat(answer("m2", two.id(), NOW)).isEqualTo("urn:d:2");
        assertThat(commands.find(device, two.id()))
                .hasValueSatisfying(c -> {
                    assertThat(c.state()).isEqualTo(State.OK);
                    assertThat(c.info()).isEqualTo(INFO);
                    assertThat(c.finishedAt()).isEqualTo(NOW);
                });
        assertThat(answer("m3", two.id(), NOW)).as("it comes again").isEqualTo("nothing");
        assertThat(answer("m4", UUID.randomUUID(), NOW))
                .as("a device that says something of its own")
                .isEqualTo("urn:d:1");
        assertThat(answer("m5", null, NOW)).isEqualTo("nothing");
        assertThat(commands.finish(three.id(), State.ERROR, INFO, NOW)).isPresent();
        assertThat(commands.finish(three.id(), State.ERROR, INFO, NOW)).isEmpty();
    }

    /** However it comes to be worked on again: it is about what was on its way when it arrived. */
    @Test
    void endsNothingThatWasSentLaterAndNothingTwice() {
        var one = command("open", NOW, "urn:d:1");
        var two = command("open", NOW, "urn:d:2");
        commands.add(List.of(one, two));
        send(NOW);
        assertThat(answer("before", null, NOW.minusSeconds(1)))
                .as("a state from before the command was sent")
                .isEqualTo("nothing");
        send(NOW.plusSeconds(1));
        assertThat(answer("m", null, NOW)).isEqualTo("urn:d:1");
        assertThat(answer("m", null, NOW)).as("the message is tried again").isEqualTo("nothing");
        assertThat(answer("late", null, NOW)).as("another from before").isEqualTo("nothing");
        assertThat(answer("m", null, LATER)).as("whenever it is").isEqualTo("nothing");
        assertThat(answer("n", null, LATER)).isEqualTo("urn:d:2");
        assertThat(answer("n", null, LATER)).isEqualTo("nothing");
    }

    @Test
    void takesAnAnswerToWhatPerhapsWasGotBeforeItWasGivenBack() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        commands.claim(device, NOW, LATER, false);
        commands.giveBack(open.id(), NOW, null);
        commands.claim(device, NOW.plusSeconds(2), LATER, false);
        commands.giveBack(open.id(), NOW, NOW.plusSeconds(2));
        assertThat(answer("m", null, NOW.plusSeconds(1))).isEqualTo("null");
    }

    /** It is noted after the device has answered that a command was sent. */
    @Test
    void takesAnAnswerThatIsFasterThanTheNoteAndNoneToWhatWasGivenBack() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        commands.giveBack(open.id(), NOW, NOW);
        assertThat(answer("m1", null, LATER)).isEqualTo("nothing");
        assertThat(commands.claim(device, LATER, LATER.plusSeconds(9), false)).isPresent();
        assertThat(commands.claim(device, LATER.plusSeconds(9), LATER.plusSeconds(20), false))
                .as("who claimed it first has died")
                .isPresent();
        commands.sent(open.id(), LATER.plusSeconds(10));
        assertThat(answer("m2", null, LATER)).isEqualTo("null");
    }

    @Test
    void isLateOnlyIfItIsTheLastWord() {
        var one = command("open", NOW, "urn:d:1");
        var two = command("open", NOW, "urn:d:2");
        commands.add(List.of(one));
        commands.finish(one.id(), State.EXPIRED, INFO, NOW);
        assertThat(answer("m1", null, LATER)).isEqualTo("late");
        assertThat(answer("m2", one.id(), LATER)).isEqualTo("late");
        commands.add(List.of(two));
        assertThat(answer("m3", one.id(), LATER)).as("another is open").isEqualTo("nothing");
        assertThat(answer("m4", null, LATER)).isEqualTo("nothing");
        send(LATER);
        assertThat(answer("m5", null, LATER)).isEqualTo("urn:d:2");
        assertThat(answer("m5", null, LATER)).as("said before").isEqualTo("nothing");
        assertThat(answer("m6", one.id(), LATER)).as("two is newer").isEqualTo("nothing");
        assertThat(answer("m7", null, LATER)).isEqualTo("late");
    }

    private void send(Instant now) {
        var claimed = commands.claim(device, now, now.plusSeconds(9), false);
        commands.sent(claimed.orElseThrow().id(), now.plusSeconds(5));
    }

    /** What became of it: the dataset of the command that it ended, or a word. */
    private String answer(String message, UUID named, Instant received) {
        var key = UUID.nameUUIDFromBytes((device + message).getBytes(StandardCharsets.UTF_8));
        var answer = new CommandAnswer("open", key, named, State.OK, INFO, received);
        return switch (commands.answer(device, answer)) {
            case Effect.Ended(var ended) -> String.valueOf(ended.datasetId());
            case Effect.More(var more) -> "more of " + more.datasetId();
            case Effect.Late() -> "late";
            case Effect.Moved() -> "moved";
            case Effect.Nothing() -> "nothing";
        };
    }

    /** A device that takes another apikey takes its commands along, or the command is not added. */
    @Test
    void addsNothingToADeviceThatMovesMeanwhile() throws Exception {
        var moved = new CountDownLatch(1);
        var refused = new CountDownLatch(1);
        var moving =
                CompletableFuture.runAsync(() ->
                        database.inTransaction(jdbc -> {
                            int rows =
                                    jdbc.sql(
                                                    "UPDATE device SET apikey = 'moved' WHERE id ="
                                                            + " :id AND apikey = 'key'")
                                            .param("id", device.device())
                                            .update();
                            moved.countDown();
                            Awaitility.await().until(() -> refused.getCount() == 0);
                            return rows;
                        }));
        assertThat(moved.await(10, TimeUnit.SECONDS)).isTrue();
        var open = command("open", NOW);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> commands.add(List.of(open)))
                .matches(e -> e.problem() == Problem.SERVICE_UNAVAILABLE);
        refused.countDown();
        moving.get(10, TimeUnit.SECONDS);
        assertThat(commands.add(List.of(open))).containsExactly(open);
        assertThat(commands.count(device)).isZero();
    }

    @Test
    void abandonsWhatADeviceLeftBehindAndNothingElse() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        assertThat(commands.abandon(device, INFO, LATER)).isEmpty();
        adopt("another");
        assertThat(commands.count(device)).as("it has taken them along").isZero();
        devices.add(List.of(gate.withApikey("")));
        commands.add(List.of(command("shut", NOW)));
        assertThat(commands.abandon(device, INFO, LATER)).as("it has no apikey yet").isEmpty();
        database.run(jdbc ->
                jdbc.sql("DELETE FROM device WHERE apikey = '' AND id = :id")
                        .param("id", device.device())
                        .update());
        assertThat(commands.abandon(device, INFO, LATER))
                .extracting(DeviceCommand::name, DeviceCommand::state, DeviceCommand::info)
                .containsExactly(tuple("shut", State.ERROR, INFO));
        assertThat(commands.abandon(device, INFO, LATER)).isEmpty();
    }

    @Test
    void findsADeviceByItsAddressWhetherItHasItsApikeyOrNot() {
        assertThat(devices.find(device)).contains(gate);
        adopt("");
        assertThat(devices.find(device)).contains(gate.withApikey(""));
        devices.add(List.of(gate));
        assertThat(devices.find(device)).contains(gate);
        devices.remove(gate);
        devices.remove(gate.withApikey(""));
        assertThat(devices.find(device)).isEmpty();
    }

    /** With the device, whatever its apikey comes to be. */
    @Test
    void remembersWhereReadingsWent() {
        var homes = new JdbcDeviceHomes(database);
        var home = new DeviceHome("/iot/d", "urn:e:" + device.device());
        assertThat(homes.put(new Address(CITY, "/", "key", "nobody"), home, NOW)).isFalse();
        assertThat(homes.put(device, new DeviceHome("/iot/json", "urn:e:other"), NOW)).isTrue();
        assertThat(homes.put(device, home, LATER)).isTrue();
        assertThat(homes.put(device, home, NOW)).isFalse();
        assertThat(homes.put(device, new DeviceHome("", "urn:e:late"), NOW)).isFalse();
        assertThat(homes.find(gate.key())).contains(home);
        assertThat(homes.devicesAt(CITY, home.entity())).containsExactly(gate);
        assertThat(homes.devicesAt(CITY, "urn:e:other")).isEmpty();
        assertThat(homes.devicesAt(new Tenant("other"), home.entity())).isEmpty();
        adopt("");
        homes.put(device, new DeviceHome("", home.entity()), null);
        homes.put(device, new DeviceHome("", "urn:e:late"), NOW);
        assertThat(homes.devicesAt(CITY, home.entity())).containsExactly(gate.withApikey(""));
        assertThat(homes.find(gate.withApikey("").key()))
                .contains(new DeviceHome("", home.entity()));
        devices.remove(gate.withApikey(""));
        assertThat(homes.devicesAt(CITY, home.entity())).isEmpty();
    }

    private void adopt(String apikey) {
        assertThat(devices.replace(gate, gate.withApikey(apikey))).isPresent();
    }

    @Test
    void expiresAndForgets() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        var after = open.expiresAt();
        assertThat(commands.claim(device, after, LATER, true)).isEmpty();
        assertThat(commands.expire(INFO, after.minusSeconds(1), 1_000)).doesNotContain(open);
        assertThat(commands.expire(INFO, after, 1_000))
                .filteredOn(c -> c.id().equals(open.id()))
                .extracting(DeviceCommand::state)
                .containsExactly(State.EXPIRED);
        assertThat(untold(after.plusSeconds(1))).contains(open.id());
        assertThat(untold(after)).doesNotContain(open.id());
        commands.forgetFinished(after.plusSeconds(1), 1_000);
        assertThat(commands.count(device)).as("its Entity does not know yet").isEqualTo(1);
        commands.told(open.ended(State.OK, INFO, after));
        assertThat(untold(after.plusSeconds(1))).contains(open.id());
        commands.told(open.ended(State.EXPIRED, INFO, after.minusSeconds(1)));
        assertThat(untold(after.plusSeconds(1))).as("as it was before").contains(open.id());
        commands.told(open.ended(State.EXPIRED, INFO, after));
        assertThat(untold(after.plusSeconds(1))).doesNotContain(open.id());
        commands.forgetFinished(after.plusSeconds(1), 1_000);
        assertThat(commands.count(device)).isZero();
    }

    @Test
    void stirsWhatNobodySends() {
        var open = command("open", NOW);
        commands.add(List.of(open));
        commands.stir(NOW.plusSeconds(20), 1_000);
        assertThat(commands.find(device, open.id()))
                .hasValueSatisfying(c -> assertThat(c.nextTry()).isEqualTo(NOW.plusSeconds(40)));
    }

    @Test
    void endsWithItsDeviceAndIsShown() {
        var open = command("open", NOW);
        var shown = command("shown", NOW);
        commands.add(List.of(open, shown));
        commands.finish(shown.id(), State.OK, INFO, NOW);
        commands.told(shown.ended(State.OK, INFO, NOW));
        assertThat(devices.remove(gate)).isTrue();
        assertThat(commands.list(device, 10, 0))
                .extracting(
                        DeviceCommand::id,
                        DeviceCommand::state,
                        c -> String.valueOf(c.info()),
                        DeviceCommand::display)
                .containsExactly(
                        tuple(open.id(), State.ERROR, "\"the device is gone\"", open.display()));
        assertThat(untold(NOW)).as("nobody else shows it").contains(open.id());
        devices.add(List.of(gate));
        assertThat(commands.hasOpen(device)).as("the new one has nothing to do").isFalse();
        assertThat(untold(NOW)).doesNotContain(open.id());
    }

    /** Its commands have the apikey of its group, and so will it when it is heard. */
    @Test
    void endsWithItsDeviceThatWasNeverHeard() {
        adopt("");
        commands.add(List.of(command("open", NOW)));
        var another = new Address(CITY, "/", "another", device.device());
        devices.add(List.of(gate.withApikey("another")));
        commands.add(List.of(command(another, "open", NOW, null)));
        assertThat(devices.remove(gate.withApikey(""))).isTrue();
        assertThat(commands.hasOpen(device)).isFalse();
        assertThat(commands.hasOpen(another)).isTrue();
    }

    @Test
    void endsWithTheDevicesOfAGroup() {
        var apikey = "of-" + device.device();
        var groups = new JdbcDeviceGroups(database);
        var group = new DeviceGroup(CITY, "/", "", apikey, document("{}"));
        groups.add(List.of(group));
        devices.add(List.of(gate.withApikey(apikey)));
        var address = new Address(CITY, "/", apikey, device.device());
        commands.add(List.of(command(address, "open", NOW, null), command("open", NOW)));
        assertThat(groups.remove(group, true)).isTrue();
        assertThat(commands.list(address, 10, 0))
                .extracting(DeviceCommand::state)
                .containsExactly(State.ERROR);
        assertThat(commands.hasOpen(device)).isTrue();
    }

    @Test
    void addsNothingToATenantThatIsGone() {
        var gone = new Address(new Tenant("gone"), "/", "key", "d");
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> commands.add(List.of(command(gone, "open", NOW, null))))
                .matches(e -> e.problem() == Problem.NONEXISTENT_TENANT);
    }

    @Test
    void findsTheDevicesOfAnEntityAndWhatIsDeclared() {
        var tenant = server.tenant("declared");
        var groups = new JdbcDeviceGroups(database);
        groups.add(
                List.of(
                        new DeviceGroup(
                                tenant,
                                "/",
                                "",
                                "declared",
                                document("{'jsonldContext':'http://c','commands':[{'name':'a'}]}")),
                        new DeviceGroup(tenant, "/", "", "none", document("{}"))));
        devices.add(
                List.of(
                        new Device(tenant, "/", "k", "d1", document("{'entity_name':'Gate'}")),
                        new Device(
                                tenant, "/p", "k", "d2", document("{'commands':[{'name':'b'}]}")),
                        new Device(tenant, "/p", "k", "d3", document("{}"))));
        assertThat(devices.namedOrCalled(tenant, List.of("Gate", "x"), List.of("d2")))
                .extracting(Device::id)
                .containsExactly("d1", "d2");
        assertThat(groups.commands())
                .contains(
                        new DeclaredCommand(tenant, "a", "http://c"),
                        new DeclaredCommand(tenant, null, null));
        assertThat(devices.commands()).contains(new DeclaredCommand(tenant, "b", null));
    }

    private static List<UUID> untold(Instant before) {
        return commands.untold(before, 1_000).stream().map(DeviceCommand::id).toList();
    }

    private DeviceCommand command(String name, Instant nextTry) {
        return command(device, name, nextTry, null);
    }

    private DeviceCommand command(String name, Instant nextTry, String datasetId) {
        return command(device, name, nextTry, datasetId);
    }

    private static DeviceCommand command(
            Address device, String name, Instant nextTry, String datasetId) {
        return DeviceCommand.pending(
                        UUID.nameUUIDFromBytes(
                                (device + name + datasetId).getBytes(StandardCharsets.UTF_8)),
                        device,
                        "urn:ngsi-ld:Gate:1",
                        name,
                        datasetId,
                        document("{'wide': 1.50, 'by': true}"),
                        NOW,
                        NOW.plusSeconds(3_600),
                        nextTry)
                .withDisplay(
                        new CommandDisplay(
                                List.of("urn:t:Gate"),
                                List.of("urn:a:" + name + "_status"),
                                List.of()));
    }

    private static ObjectNode document(String json) {
        return (ObjectNode)
                JsonMapper.builder()
                        .enable(
                                tools.jackson.databind.DeserializationFeature
                                        .USE_BIG_DECIMAL_FOR_FLOATS)
                        .build()
                        .readTree(json.replace('\'', '"'));
    }
}
