package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceCommand;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.device.DeviceCommand.State;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceHome;
import city.auriga.core.device.DeviceInventory.Taker;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceSilences.Settled;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.device.Apikeys.Claim;
import city.auriga.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What happens while many devices get another apikey, or go with their group. */
class MovingDevicesTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase server;
    private static Database database;
    private static JdbcDeviceGroups groups;
    private static JdbcDeviceRegistry devices;
    private static Tenant owner;
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
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A transaction of somebody else that has done something, and is not through. */
    private static final class Unfinished implements AutoCloseable {
        private final CountDownLatch end = new CountDownLatch(1);
        private final CompletableFuture<Integer> whole;

        Unfinished(Consumer<JdbcClient> work) throws Exception {
            var done = new CountDownLatch(1);
            whole =
                    CompletableFuture.supplyAsync(
                            () ->
                                    database.inTransaction(jdbc -> {
                                        work.accept(jdbc);
                                        done.countDown();
                                        assertThatNoException().isThrownBy(end::await);
                                        return 1;
                                    }),
                            THREADS);
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            end.countDown();
            whole.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    /** Of a thing that waits for nobody, or not for long. */
    private static <T> T soon(Callable<T> work) throws Exception {
        var result = new CompletableFuture<T>();
        THREADS.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(30, TimeUnit.SECONDS);
    }

    private static void isTriedAgain(ThrowingCallable work) throws Exception {
        soon(() -> {
            assertThatExceptionOfType(NgsiLdException.class)
                    .isThrownBy(work)
                    .matches(e -> e.problem() == Problem.SERVICE_UNAVAILABLE);
            return true;
        });
    }

    private static void awaitWaiting(int many) {
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == many);
    }

    @Test
    void readingsOfThemWaitForNobody() throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        var moving = device("old", "d1");
        var other = device("elsewhere", "d2");
        devices.add(List.of(moving, other));
        var address = new Address(owner, "/", "old" + number, "d1");
        var homes = new JdbcDeviceHomes(database);
        var apikeys = new JdbcDeviceApikeys(database);
        var watching = new JdbcConfigurationSubscriptions(database);
        var activities = new JdbcDeviceActivities(database);
        var home = new DeviceHome("/iot/json", "urn:e");
        var wanted =
                new ConfigurationSubscription(address, "urn:e", "T", List.of("a"), List.of("x:a"));
        assertThat(homes.put(address, home, NOW)).isTrue();
        assertThat(watching.put(wanted)).isTrue();
        assertThat(changed("urn:e", true)).isEqualTo(1);
        assertThat(activities.add(List.of(heard(moving.key())))).isEmpty();
        try (var _ = new Unfinished(jdbc -> NextApikeys.move(jdbc, old, "new" + number))) {
            assertThat(soon(() -> homes.put(address, home, NOW.plusSeconds(1)))).isFalse();
            assertThat(soon(() -> apikeys.put(address, "new", NOW))).isFalse();
            var elsewhere = new DeviceHome("/iot/json", "urn:f");
            isTriedAgain(() -> homes.put(address, elsewhere, NOW.plusSeconds(1)));
            assertThat(soon(() -> homes.put(address, elsewhere, NOW.minusSeconds(1)))).isFalse();
            isTriedAgain(() -> watching.claim(address, NOW, NOW));
            isTriedAgain(() -> watching.put(wanted));
            isTriedAgain(() -> watching.remove(address));
            isTriedAgain(() -> changed("urn:e", true));
            isTriedAgain(() -> changed("urn:e", false));
            isTriedAgain(() -> new JdbcCommands(database).add(List.of(command(address))));
            var news = List.of(heard(moving.key()), heard(other.key()));
            assertThat(soon(() -> activities.add(news)))
                    .as("those who are heard later")
                    .extracting(DeviceActivity::device)
                    .containsExactly(moving.key());
            assertThat(activities.find(List.of(other.key()))).hasSize(1);
        }
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(changed("urn:e", false)).isEqualTo(1));
        var moved = moving.withApikey("new" + number).key();
        assertThat(activities.add(List.of(heard(moving.key()), heard(moved)))).isEmpty();
        assertThat(activities.find(List.of(moved)).get(moved).measures()).isEqualTo(6);
        var now = new Address(owner, "/", "new" + number, "d1");
        assertThat(homes.put(now, home, NOW.plusSeconds(1))).isTrue();
        assertThat(watching.claim(now, NOW, NOW)).isPresent();
    }

    private int changed(String entity, boolean mayWait) {
        return new JdbcConfigurationSubscriptions(database)
                .changed(owner, entity, List.of("x:a"), NOW, NOW, mayWait);
    }

    /** Tried until it waits when they have moved; who waits too long is refused. */
    @Test
    void areToldOfWhatTheyWatchWhenTheyHaveMoved() throws Exception {
        groups.add(List.of(group("/iot/json", "key0", null)));
        devices.add(List.of(device("key0", "d1")));
        var first = new Address(owner, "/", "key0" + number, "d1");
        var watching = new JdbcConfigurationSubscriptions(database);
        watching.put(
                new ConfigurationSubscription(first, "urn:g", "T", List.of("a"), List.of("x:a")));
        CompletableFuture<Integer> told;
        int moves = 0;
        do {
            var old = group("/iot/json", "key" + moves, null);
            var next = "key" + ++moves + number;
            try (var _ = new Unfinished(jdbc -> NextApikeys.move(jdbc, old, next))) {
                told = CompletableFuture.supplyAsync(() -> changed("urn:g", true), THREADS);
                while (waiting() == 0 && !told.isDone()) {
                    Thread.onSpinWait();
                }
            }
            told.handle((_, _) -> true).get(30, TimeUnit.SECONDS);
        } while (told.isCompletedExceptionally() && moves < 50);
        assertThat(told).isCompletedWithValue(1);
        var now = new Address(owner, "/", "key" + moves + number, "d1");
        assertThat(watching.claim(now, NOW, NOW)).isPresent();
    }

    /** Who waits for them may be who they wait for: then one of both is refused. */
    @Test
    void isWhatUpkeepPassesOver() throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        var device = device("old", "d1");
        devices.add(List.of(device));
        var address = new Address(owner, "/", "old" + number, "d1");
        var commands = new JdbcCommands(database);
        var finished = command(address);
        assertThat(commands.add(List.of(finished))).isEmpty();
        var info = JsonNodeFactory.instance.stringNode("x");
        commands.finish(finished.id(), State.OK, info, NOW);
        commands.told(finished.ended(State.OK, info, NOW));
        var activities = new JdbcDeviceActivities(database);
        var silences = new JdbcDeviceSilences(database);
        activities.add(
                List.of(
                        new DeviceActivity(
                                device.key(), NOW, NOW, 1, 0, null, NOW.plusSeconds(1))));
        var until = NOW.plusSeconds(60);
        var due = silences.claim(NOW.plusSeconds(2), until, 9);
        assertThat(due).hasSize(1);
        var silent = List.of(new Settled(due.getFirst(), true, null));
        try (var _ = new Unfinished(jdbc -> NextApikeys.move(jdbc, old, "new" + number))) {
            soon(() -> {
                commands.forgetFinished(NOW.plusSeconds(1), 9);
                silences.settle(silent, until);
                return true;
            });
        }
        assertThat(silences.claim(until, until.plusSeconds(60), 9))
                .as("looked at again")
                .hasSize(1);
        commands.forgetFinished(NOW.plusSeconds(1), 9);
        assertThat(commands.count(new Address(owner, "/", "new" + number, "d1"))).isZero();
    }

    /** There are fewer numbers of apikeys than apikeys. */
    @Test
    void holdUpNoFirstReadingsOfOthers() throws Exception {
        var other =
                IntStream.iterate(1, n -> n + 1)
                        .mapToObj(n -> "x" + n)
                        .filter(x -> Apikeys.number(x + number) == Apikeys.number("old" + number))
                        .findFirst()
                        .orElseThrow();
        groups.add(List.of(group("/iot/json", "old", null), group("/iot/json", other, null)));
        try (var _ = new Unfinished(jdbc -> Apikeys.shutGate(jdbc, "old" + number))) {
            assertThat(soon(() -> devices.addIfAbsent(device(other, "d1"))).id()).isEqualTo("d1");
            isTriedAgain(() -> devices.addIfAbsent(device("old", "d1")));
        }
    }

    /** Else another tenant could take the apikey that they are just stored with. */
    @Test
    void areNotAddedToAGroupThatGoes() throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        CompletableFuture<Boolean> removed;
        try (var _ =
                new Unfinished(jdbc -> NextApikeys.current(jdbc, List.of(device("new", "d1"))))) {
            removed = CompletableFuture.supplyAsync(() -> groups.remove(old, true), THREADS);
            awaitWaiting(1);
        }
        assertThat(removed.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /** More than are moved, or removed, by one statement. */
    @Test
    void areManyAndAtOnce() {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        devices.add(
                IntStream.range(0, 4_321)
                        .mapToObj(n -> device("old", Integer.toString(n)))
                        .toList());
        var commands =
                IntStream.range(0, 4_321)
                        .mapToObj(Integer::toString)
                        .map(id -> command(new Address(owner, "/", "old" + number, id)))
                        .toList();
        assertThat(new JdbcCommands(database).add(commands)).isEmpty();
        var moved = group("/iot/json", "new", null);
        assertThat(groups.replace(old, moved)).isTrue();
        assertThat(countOf("old")).isZero();
        assertThat(countOf("new")).isEqualTo(4_321);
        assertThat(open("old")).isZero();
        assertThat(open("new")).isEqualTo(4_321);
        assertThat(groups.remove(moved, true)).isTrue();
        assertThat(countOf("new")).isZero();
        assertThat(open("new")).isZero();
    }

    private int open(String apikey) {
        return count("command WHERE finished_at IS NULL AND apikey = ?", apikey);
    }

    private int countOf(String apikey) {
        return count("device WHERE apikey = ?", apikey);
    }

    private int count(String of, String apikey) {
        return database.run(jdbc ->
                jdbc.sql("SELECT count(*) FROM " + of)
                        .param(apikey + number)
                        .query(Integer.class)
                        .single());
    }

    /** A first reading is on its way while the group changes or goes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leaveNobodyBehind(boolean moves) throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        CompletableFuture<Boolean> whole;
        try (var _ =
                new Unfinished(jdbc -> {
                    Apikeys.requireStill(jdbc, new Claim(owner, "old" + number));
                    jdbc.sql("INSERT INTO device VALUES ('owner', '/', ?, 'd1', DEFAULT, '{}')")
                            .param("old" + number)
                            .update();
                })) {
            whole =
                    CompletableFuture.supplyAsync(
                            () ->
                                    moves
                                            ? groups.replace(old, group("/iot/json", "new", null))
                                            : groups.remove(old, true),
                            THREADS);
            awaitWaiting(1);
            // However many there are, who wants it to change or go is not passed.
            isTriedAgain(() -> devices.addIfAbsent(device("old", "d2")));
        }
        assertThat(whole.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(devices.hasApikey("old" + number)).isFalse();
        assertThat(devices.hasApikey("new" + number)).isEqualTo(moves);
        refused(() -> devices.addIfAbsent(device("old", "d2")));
    }

    @Test
    void whoAddsOneWhileTheyMoveIsTriedAgain() throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        var unkeyed = new Device(owner, "/", "", "u" + number, document());
        devices.add(List.of(unkeyed));
        try (var _ = new Unfinished(jdbc -> NextApikeys.move(jdbc, old, "new" + number))) {
            isTriedAgain(() -> devices.addIfAbsent(device("old", "d1")));
            isTriedAgain(() -> devices.adopt(unkeyed, "old" + number));
        }
        refused(() -> devices.addIfAbsent(device("old", "d1")));
        refused(() -> devices.adopt(unkeyed, "old" + number));
    }

    /** Somebody says the apikey that a device will have, just when it gets it. */
    @ParameterizedTest
    @CsvSource({"POST, true", "POST, false", "PUT, true", "PUT, false"})
    void areStoredWithWhatTheirGroupHasThen(String method, boolean ends) throws Exception {
        var old = group("/iot/json", "old", "new");
        groups.add(List.of(old));
        var own = device("own", "d1");
        var wanted = device("new", "d1");
        if (method.equals("PUT")) {
            devices.add(List.of(own));
        }
        CompletableFuture<Device> stored;
        try (var _ =
                new Unfinished(jdbc -> {
                    Apikeys.lock(jdbc, old, group("/iot/json", "new", null));
                    if (ends) {
                        NextApikeys.move(jdbc, old, "new" + number);
                    }
                })) {
            stored =
                    CompletableFuture.supplyAsync(
                            () ->
                                    method.equals("PUT")
                                            ? devices.replace(own, wanted).orElseThrow()
                                            : devices.add(List.of(wanted)).getFirst(),
                            THREADS);
            awaitWaiting(1);
        }
        var expected = wanted.withApikey((ends ? "new" : "old") + number);
        assertThat(stored.get(30, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(devices.withId(owner, "/", "d1")).contains(expected).doesNotContain(own);
    }

    /** Each would leave the devices to the other one. */
    @Test
    void goWithTheLastOfTheirGroups() throws Exception {
        var one = group("/iot/json", "old", null);
        var two = group("/iot/d", "old", null);
        groups.add(List.of(one, two));
        devices.add(List.of(device("old", "d1")));
        CompletableFuture<List<Boolean>> both;
        try (var _ = new Unfinished(jdbc -> Apikeys.requireStill(jdbc, claim()))) {
            var removed =
                    List.of(one, two).stream()
                            .map(group ->
                                    CompletableFuture.supplyAsync(
                                            () -> groups.remove(group, true), THREADS))
                            .toList();
            both =
                    CompletableFuture.supplyAsync(
                            () -> removed.stream().map(CompletableFuture::join).toList(), THREADS);
            awaitWaiting(2);
        }
        assertThat(both.get(30, TimeUnit.SECONDS)).containsExactly(true, true);
        assertThat(devices.hasApikey("old" + number)).isFalse();
    }

    private Claim claim() {
        return new Claim(owner, "old" + number);
    }

    private static int waiting() {
        return database.run(jdbc ->
                jdbc.sql(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type ="
                                        + " 'Lock' AND datname = current_database()")
                        .query(Integer.class)
                        .single());
    }

    /** All would be there twice, and each command be sent to both. */
    @Test
    void doNotComeBackUnderTheOldApikey() {
        var inventory = new JdbcDeviceInventory(database);
        var old = group("/iot/json", "old", null);
        var changing = group("/iot/json", "old", "new");
        var device = device("old", "d1");
        groups.add(List.of(changing));
        devices.add(List.of(device));
        assertThat(groups.replace(changing, group("/iot/json", "new", null))).isTrue();
        for (Consumer<Taker> export :
                List.<Consumer<Taker>>of(
                        taker -> {
                            taker.group(old);
                            taker.device(device);
                        },
                        taker -> taker.group(changing),
                        taker -> taker.device(device))) {
            assertThat(refused(() -> inventory.put(List.of(owner), export)))
                    .startsWith("apikey: the group with resource '/iot/json' had it before");
        }
        assertThat(countOf("old")).isZero();
        inventory.put(List.of(owner), taker -> taker.device(device.withApikey("new" + number)));
        groups.add(List.of(group("/iot/d", "old", null)));
        inventory.put(List.of(owner), taker -> taker.device(device));
        assertThat(countOf("old")).as("it is another group's now").isEqualTo(1);
    }

    private static String refused(ThrowingCallable work) {
        var message = new StringBuilder();
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(work)
                .matches(e -> e.problem() == Problem.ALREADY_EXISTS)
                .satisfies(e -> message.append(e.getMessage()));
        return message.toString();
    }

    private DeviceGroup group(String resource, String apikey, String next) {
        var document = document().put("entity_type", "Sensor");
        if (next != null) {
            document.put("nextApikey", next + number);
        }
        return new DeviceGroup(owner, "/", resource, apikey + number, document);
    }

    private Device device(String apikey, String id) {
        return new Device(owner, "/", apikey + number, id, document());
    }

    private static DeviceActivity heard(DeviceKey device) {
        return new DeviceActivity(device, NOW, NOW, 3, 0, null, null);
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
        return JsonNodeFactory.instance.objectNode();
    }
}
