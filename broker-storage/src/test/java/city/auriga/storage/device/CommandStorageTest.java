package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeclaredCommand;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
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
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    private final Address device;

    CommandStorageTest(TestInfo test) {
        device = new Address(CITY, "/", "key", test.getDisplayName());
    }

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        commands = new JdbcCommands(database);
        server.tenant(CITY.name());
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
        commands.giveBack(open.id(), LATER);
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
        assertThat(commands.answer(device, "open", null, State.ERROR, INFO, LATER))
                .hasValueSatisfying(c -> assertThat(c.state()).isEqualTo(State.ERROR));
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
                        org.assertj.core.groups.Tuple.tuple("b", State.DELIVERED),
                        org.assertj.core.groups.Tuple.tuple("a", State.DELIVERED),
                        org.assertj.core.groups.Tuple.tuple("b2", State.DELIVERED));
        assertThat(commands.fetch(device, NOW)).isEmpty();
    }

    @Test
    void endsTheOldestThatWasSentOrTheOneThatIsNamed() {
        var one = command("open", NOW, "urn:d:1");
        var two = command("open", NOW, "urn:d:2");
        var three = command("open", NOW, "urn:d:3");
        commands.add(List.of(one, two, three));
        assertThat(commands.answer(device, "open", null, State.OK, INFO, NOW))
                .as("none was sent")
                .isEmpty();
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        commands.sent(one.id(), NOW);
        assertThat(commands.claim(device, NOW, LATER, false)).isPresent();
        assertThat(commands.answer(device, "open", two.id(), State.OK, INFO, NOW))
                .hasValueSatisfying(c -> {
                    assertThat(c.id()).isEqualTo(two.id());
                    assertThat(c.state()).isEqualTo(State.OK);
                    assertThat(c.info()).isEqualTo(INFO);
                    assertThat(c.finishedAt()).isEqualTo(NOW);
                });
        assertThat(commands.answer(device, "open", two.id(), State.OK, INFO, NOW))
                .as("the same answer comes twice")
                .isEmpty();
        assertThat(commands.answer(device, "open", UUID.randomUUID(), State.OK, INFO, NOW))
                .as("a device that says something of its own")
                .hasValueSatisfying(c -> assertThat(c.id()).isEqualTo(one.id()));
        assertThat(commands.answer(device, "open", null, State.OK, INFO, NOW)).isEmpty();
        assertThat(commands.finish(three.id(), State.ERROR, INFO, NOW)).isPresent();
        assertThat(commands.finish(three.id(), State.ERROR, INFO, NOW)).isEmpty();
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
        commands.told(open.id(), State.OK);
        assertThat(untold(after.plusSeconds(1))).contains(open.id());
        commands.told(open.id(), State.EXPIRED);
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
    void goesWithItsDevice() {
        var devices = new JdbcDeviceRegistry(database);
        var gate = new Device(CITY, "/", "key", device.device(), document("{}"));
        devices.add(List.of(gate));
        commands.add(List.of(command("open", NOW)));
        assertThat(devices.remove(gate)).isTrue();
        assertThat(commands.count(device)).isZero();
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
        var devices = new JdbcDeviceRegistry(database);
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
        assertThat(devices.commands()).containsExactly(new DeclaredCommand(tenant, "b", null));
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
                nextTry);
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
