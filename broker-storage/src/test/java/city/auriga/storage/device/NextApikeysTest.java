package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import city.auriga.core.device.CommandAnswer;
import city.auriga.core.device.CommandAnswer.Effect;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivity;
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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class NextApikeysTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase server;
    private static Database database;
    private static JdbcDeviceGroups groups;
    private static JdbcDeviceRegistry devices;
    private static Tenant owner;
    private static Tenant other;
    private static int count;

    /** Of this test alone. */
    private final String number = "-" + ++count;

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        groups = new JdbcDeviceGroups(database);
        devices = new JdbcDeviceRegistry(database);
        owner = server.tenant("owner");
        other = server.tenant("other");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /**
     * While a group of {@code owner} changes from {@code old} to {@code new}: {@code group tenant
     * path resource apikey next}, {@code device tenant path apikey}.
     */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    group other / /x new          -> apikey: another fiware-service has it
                    group other / /x old          -> apikey: another fiware-service has it
                    group other / /x own new      -> apikey: another fiware-service has it
                    group other / /x own old      -> apikey: another fiware-service has it
                    group owner / /x new          -> nextApikey: a group has this apikey
                    group owner / /x own new      -> nextApikey: a group with another apikey has the same
                    group owner / /x own old      -> nextApikey: a group has this apikey
                    group owner / /x old more     -> nextApikey: a group with another apikey has the same
                    group owner /b /x old         -> nextApikey: another fiware-servicepath has groups with the apikey, too
                    group owner / /x old new csv  -> nextApikey: another group with the apikey has topics of its own
                    group owner / /x old new      -> taken
                    group owner / /x old          -> taken
                    group other / /x own          -> taken
                    device other / new            -> apikey: another fiware-service has it
                    device other / old            -> apikey: another fiware-service has it
                    device owner / new            -> taken
                    device owner /b new           -> apikey: it is the nextApikey of a group
                    device owner / old            -> taken
                    import other / new            -> apikey: another fiware-service has it
                    import owner / new            -> apikey: it is the nextApikey of a group
                    rekey owner / new             -> taken
                    rekey owner /b new            -> apikey: it is the nextApikey of a group
                    """)
    void letsNobodyElseHaveEither(String attempt, String expected) {
        groups.add(List.of(group(owner, "/", "/iot/json", "old", "new"), more()));
        var words = attempt.strip().split(" ");
        var tenant = words[1].equals("owner") ? owner : other;
        assertThat(outcome(() -> attempt(words, tenant))).startsWith(expected.strip());
        var siblings =
                groups.list(owner, "/").stream().filter(g -> g.apikey().equals("old" + number));
        assertThat(siblings).allMatch(g -> g.nextApikey().orElse("").equals("new" + number));
    }

    private DeviceGroup more() {
        return group(owner, "/more", "/m", "other", "more");
    }

    private void attempt(String[] words, Tenant tenant) {
        var path = words[2];
        switch (words[0]) {
            case "group" -> {
                var group = group(tenant, path, words[3] + number, words[4], word(words, 5));
                if (words.length > 6) {
                    group.document().put("template", words[6]);
                }
                groups.add(List.of(group));
            }
            case "device" -> devices.add(List.of(device(tenant, path, words[3])));
            case "import" ->
                    new JdbcDeviceInventory(database)
                            .put(
                                    List.of(tenant),
                                    taker -> taker.device(device(tenant, path, words[3])));
            default -> {
                var own = device(tenant, path, "own");
                devices.add(List.of(own));
                devices.replace(own, own.withApikey(words[3] + number));
            }
        }
    }

    private static String word(String[] words, int index) {
        return index < words.length ? words[index] : null;
    }

    /** What a group cannot change to. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    free    -> taken
                    old     -> nextApikey: it is the apikey already
                    grouped -> nextApikey: a group has this apikey
                    lonely  -> nextApikey: a device has this apikey
                    alien   -> apikey: another fiware-service has it
                    """)
    void changesToWhatIsFree(String next, String expected) {
        var group = group(owner, "/", "/iot/json", "old", null);
        groups.add(
                List.of(
                        group,
                        group(owner, "/", "/iot/d", "old", null),
                        group(owner, "/", "/iot/json", "grouped", null),
                        group(other, "/", "/iot/json", "alien", null)));
        devices.add(List.of(device(owner, "/elsewhere", "lonely")));
        var changed = group(owner, "/", "/iot/json", "old", next);
        assertThat(outcome(() -> assertThat(groups.replace(group, changed)).isTrue()))
                .startsWith(expected.strip());
        var known = groups.withApikey(next + number);
        if (expected.strip().equals("taken")) {
            assertThat(known)
                    .extracting(DeviceGroup::resource)
                    .containsExactly("/iot/json", "/iot/d");
            groups.replace(changed, group);
            assertThat(groups.withApikey(next + number)).as("it stays as it is").isEmpty();
            groups.add(List.of(group(other, "/", "/x", next, null)));
        } else {
            assertThat(known).noneMatch(g -> g.nextApikey().isPresent());
        }
    }

    /** From before that was refused. */
    @Test
    void getsAwayFromAnApikeyThatTwoTenantsHave() {
        var group = group(owner, "/", "/iot/json", "mine", null);
        groups.add(List.of(group, group(other, "/", "/iot/d", "theirs", null)));
        devices.add(List.of(device(owner, "/", "mine"), device(other, "/", "theirs")));
        for (var table : List.of("device_group", "device")) {
            database.run(jdbc ->
                    jdbc.sql("UPDATE " + table + " SET apikey = 'both' WHERE apikey LIKE '%' || :n")
                            .param("n", number)
                            .update());
        }
        var shared = new DeviceGroup(owner, "/", "/iot/json", "both", group.document());
        var changing = next(shared, "new");
        assertThat(groups.replace(shared, changing)).isTrue();
        assertThat(groups.replace(changing, group(owner, "/", "/iot/json", "new", null))).isTrue();
        assertThat(devices.withApikey("both", "d" + number))
                .extracting(Device::tenant)
                .containsExactly(other);
        assertThat(devices.withApikey("new" + number, "d" + number))
                .extracting(Device::tenant)
                .containsExactly(owner);
        database.run(jdbc -> jdbc.sql("DELETE FROM device_group WHERE apikey = 'both'").update());
    }

    @Test
    void oneOfTwoTenantsGetsIt() {
        var start = new CountDownLatch(1);
        var wanting =
                Stream.of(owner, other)
                        .map(tenant ->
                                group(tenant, "/", "/r-" + tenant.name(), tenant.name(), null))
                        .toList();
        groups.add(wanting);
        var all =
                wanting.stream()
                        .map(group ->
                                CompletableFuture.supplyAsync(
                                        () ->
                                                outcome(() -> {
                                                    start.await();
                                                    groups.replace(group, next(group, "wanted"));
                                                }),
                                        THREADS))
                        .toList();
        start.countDown();
        assertThat(all.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrder(
                        "taken", "apikey: another fiware-service has it; choose another one");
        assertThat(groups.withApikey("wanted" + number)).hasSize(1);
    }

    @Test
    void takesAllThatIsTheDevicesAlong() {
        var group = group(owner, "/", "/iot/json", "old", "new");
        var sibling = group(owner, "/", "/iot/d", "old", null);
        groups.add(List.of(group, sibling, group(owner, "/b", "/b", "elsewhere", null)));
        var stays = device(owner, "/b", "elsewhere");
        var device = device(owner, "/", "old");
        devices.add(List.of(device, stays));
        var address = new Address(owner, "/", "old" + number, device.id());
        var apikeys = new JdbcDeviceApikeys(database);
        assertThat(apikeys.put(address, "new" + number, NOW)).isTrue();
        assertThat(apikeys.put(address, "old" + number, NOW.minusSeconds(1))).as("late").isFalse();
        assertThat(apikeys.find(List.of(device.key()))).containsValue("new" + number);
        var homes = new JdbcDeviceHomes(database);
        homes.put(address, new DeviceHome("/iot/json", "urn:e"), NOW);
        var activities = new JdbcDeviceActivities(database);
        activities.add(List.of(new DeviceActivity(device.key(), NOW, NOW, 3, 0, null, null)));
        var commands = new JdbcCommands(database);
        var command = command(address);
        commands.add(List.of(command));

        var ended = group(owner, "/", "/iot/json", "new", null);
        assertThat(groups.replace(group, ended)).isTrue();

        assertThat(groups.withApikey("old" + number)).isEmpty();
        assertThat(groups.withApikey("new" + number))
                .extracting(DeviceGroup::resource, g -> g.document().has("nextApikey"))
                .containsExactly(tuple("/iot/json", false), tuple("/iot/d", false));
        var moved = device.withApikey("new" + number);
        assertThat(devices.withId(owner, "/", device.id())).containsExactly(moved);
        assertThat(devices.find(owner, "/b", "elsewhere" + number, stays.id())).contains(stays);
        assertThat(activities.find(List.of(moved.key())).get(moved.key()).measures()).isEqualTo(3);
        assertThat(homes.find(moved.key())).isPresent();
        assertThat(apikeys.find(List.of(moved.key()))).isEmpty();
        var now = new Address(owner, "/", "new" + number, device.id());
        assertThat(commands.answer(address, answer())).isInstanceOf(Effect.Moved.class);
        assertThat(commands.fetch(now, NOW))
                .extracting(DeviceCommand::id)
                .containsExactly(command.id());
        groups.add(List.of(group(other, "/", "/iot/json", "old", null)));
    }

    @Test
    void comesInWithAnImport() {
        var inventory = new JdbcDeviceInventory(database);
        var group = group(owner, "/", "/iot/json", "old", "new");
        inventory.put(
                List.of(owner),
                taker -> {
                    taker.group(group);
                    taker.device(device(owner, "/", "old"));
                });
        assertThat(groups.withApikey("new" + number)).containsExactly(group);
        assertThat(inventory.groups(owner)).contains(group);
        var sibling = group(owner, "/", "/iot/d", "old", null);
        assertThat(outcome(() -> inventory.put(List.of(owner), taker -> taker.group(sibling))))
                .isEqualTo("nextApikey: another group with the apikey has another one, or none");
        var alien = group(other, "/", "/iot/json", "own", "new");
        assertThat(outcome(() -> inventory.put(List.of(other), taker -> taker.group(alien))))
                .startsWith("apikey: another fiware-service has it");
    }

    private static String outcome(ThrowingCallable work) {
        try {
            work.call();
            return "taken";
        } catch (NgsiLdException e) {
            assertThat(e.problem()).isEqualTo(Problem.ALREADY_EXISTS);
            return String.valueOf(e.getMessage());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private DeviceGroup group(
            Tenant tenant, String path, String resource, String apikey, String next) {
        var document = document().put("entity_type", "Sensor");
        if (next != null) {
            document.put("nextApikey", next + number);
        }
        return new DeviceGroup(tenant, path, resource, apikey + number, document);
    }

    private DeviceGroup next(DeviceGroup group, String next) {
        return group.withDocument(group.document().deepCopy().put("nextApikey", next + number));
    }

    private Device device(Tenant tenant, String path, String apikey) {
        return new Device(tenant, path, apikey + number, "d" + number, document());
    }

    private static CommandAnswer answer() {
        return new CommandAnswer(
                "open",
                UUID.randomUUID(),
                null,
                State.OK,
                JsonNodeFactory.instance.stringNode("done"),
                NOW);
    }

    private static DeviceCommand command(Address address) {
        return DeviceCommand.pending(
                UUID.randomUUID(),
                address,
                "urn:e",
                "open",
                null,
                JsonNodeFactory.instance.numberNode(1),
                NOW,
                NOW.plusSeconds(3_600),
                null);
    }

    private static ObjectNode document() {
        return new JsonMapper().createObjectNode();
    }
}
