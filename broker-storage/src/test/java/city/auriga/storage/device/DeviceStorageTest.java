package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceQuery;
import city.auriga.core.device.DeviceQuery.Part;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

class DeviceStorageTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        server.tenant(CITY.name());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void keepsGroupsApartByResourceAndApikey() {
        var groups = new JdbcDeviceGroups(database);
        var json = group("/iot/json", "k1");
        groups.add(List.of(json, group("/iot/d", "k1")));
        assertThat(groups.withApikey("k1")).hasSize(2);
        assertThat(groups.find("/iot/json", "k1")).contains(json);
        assertThat(groups.list(CITY, "/")).hasSize(2);
        assertThat(groups.list(CITY, "/parks")).isEmpty();
        var changed = json.withDocument(JsonNodeFactory.instance.objectNode().put("b", 2));
        assertThat(groups.replace(json, changed)).isTrue();
        assertThat(groups.find("/iot/json", "k1")).contains(changed);
        assertThat(groups.remove(json, false)).isTrue();
        assertThat(groups.remove(json, false)).isFalse();
    }

    @Test
    void addsAllGroupsOrNone() {
        var groups = new JdbcDeviceGroups(database);
        groups.add(List.of(group("", "k2")));
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> groups.add(List.of(group("", "k3"), group("", "k2"))))
                .matches(e -> e.problem() == Problem.ALREADY_EXISTS);
        assertThat(groups.withApikey("k3")).isEmpty();
    }

    @Test
    void removesTheDevicesOfAGroupWithItIfAsked() {
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        groups.add(List.of(group("", "k4")));
        devices.add(List.of(device("k4", "d1"), device("other", "d1")));
        assertThat(groups.remove(group("", "k4"), true)).isTrue();
        assertThat(devices.withId(CITY, "/", "d1"))
                .extracting(Device::apikey)
                .containsExactly("other");
    }

    @Test
    void keepsDevices() {
        var devices = new JdbcDeviceRegistry(database);
        new JdbcDeviceGroups(database).add(List.of(elsewhere("k5")));
        var first = device("k5", "keep");
        assertThat(devices.addIfAbsent(first)).isEqualTo(first);
        var other = first.withDocument(JsonNodeFactory.instance.objectNode());
        assertThat(devices.addIfAbsent(other)).isEqualTo(first);
        assertThat(devices.withApikey("k5", "keep")).containsExactly(first);
        assertThat(devices.hasApikey("k5")).isTrue();
        assertThat(devices.replace(first, first.withApikey("k6"))).isPresent();
        assertThat(devices.hasApikey("k5")).isFalse();
        assertThat(devices.find(CITY, "/", "k5", "keep")).isEmpty();
        assertThat(devices.find(CITY, "/", "k6", "keep")).contains(first.withApikey("k6"));
        assertThat(devices.remove(first.withApikey("k6"))).isTrue();
    }

    @Test
    void listsDevicesInPages() {
        var devices = new JdbcDeviceRegistry(database);
        var tenant = server.tenant("pages");
        IntStream.range(0, 5)
                .forEach(i ->
                        devices.add(
                                List.of(new Device(tenant, "/p", "pages", "d" + i, document()))));
        assertThat(devices.list(DeviceQuery.all(tenant, "/p"), 2, 1))
                .extracting(Device::id)
                .containsExactly("d1", "d2");
        assertThat(devices.count(DeviceQuery.all(tenant, "/p"))).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "2000, 0, 500 500 200",
        "1000, 0, 500 500",
        "600, 1, 500 100",
        "600, 700, 500",
        "9, 1195, 5",
        "9, 1200, ''"
    })
    void listsLongPagesInParts(int limit, int offset, String sizes) {
        var devices = new JdbcDeviceRegistry(database);
        var key = "parts-" + limit + "-" + offset;
        var tenant = server.tenant(key);
        new JdbcDeviceInventory(database)
                .put(
                        List.of(tenant),
                        taker ->
                                IntStream.range(0, 1_200)
                                        .mapToObj(i ->
                                                new Device(tenant, "/", key, "d" + i, document()))
                                        .forEach(taker::device));
        var parts = new ArrayList<List<Device>>();
        devices.list(
                DeviceQuery.all(tenant, "/"),
                limit,
                offset,
                part -> {
                    parts.add(part);
                    // What is behind it moves up.
                    devices.remove(part.getFirst());
                });
        assertThat(parts.stream().map(part -> "" + part.size()))
                .containsExactly(sizes.isEmpty() ? new String[0] : sizes.split(" "));
        assertThat(parts.stream().flatMap(List::stream).map(Device::id))
                .containsExactlyElementsOf(
                        IntStream.range(offset, Math.min(1_200, offset + limit))
                                .mapToObj(i -> "d" + i)
                                .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "->",
            textBlock =
                    """
                    type Room               -> d1 d3
                    type Sensor             -> d2
                    type sensor             -> ''
                    transport MQTT          -> d1 d2
                    transport HTTP          -> d3
                    apikey fk               -> d1 d3
                    apikey fother           -> d2
                    entity_name urn:x:hall  -> d3
                    q d                     -> d1 d2 d3
                    q x:h                   -> d3
                    q %                     -> ''
                    silent 2026-05-01T10:00:00Z -> d2 d3
                    silent 2026-05-01T10:00:01Z -> d1 d2 d3
                    """)
    void filtersDevices(String filter, String ids) {
        var tenant = server.tenant("filters");
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        if (groups.listAll(tenant).isEmpty()) {
            groups.add(
                    List.of(
                            new DeviceGroup(
                                    tenant,
                                    "/",
                                    "",
                                    "fk",
                                    json("{'entity_type': ['Room', 'T'], 'transport': 'MQTT'}"))));
            devices.add(
                    List.of(
                            new Device(tenant, "/", "fk", "d1", json("{'entity_type': null}")),
                            new Device(
                                    tenant,
                                    "/",
                                    "fother",
                                    "d2",
                                    json("{'entity_type': 'Sensor', 'transport': 'MQTT'}")),
                            new Device(
                                    tenant,
                                    "/",
                                    "fk",
                                    "d3",
                                    json("{'entity_name': 'urn:x:hall', 'transport': 'HTTP'}"))));
            var heard = new DeviceKey(tenant, "/", "fk", "d1");
            new JdbcDeviceActivities(database)
                    .add(List.of(new DeviceActivity(heard, NOW, NOW, 1, 0, null, null)));
        }
        var query = query(tenant, filter.split(" ")[0], filter.split(" ")[1]);
        assertThat(devices.list(query, 10, 0))
                .extracting(Device::id)
                .containsExactly(ids.isEmpty() ? new String[0] : ids.split(" "));
        assertThat(devices.count(query)).isEqualTo(ids.isEmpty() ? 0 : ids.split(" ").length);
    }

    private static DeviceQuery query(Tenant tenant, String filter, String value) {
        return switch (filter) {
            case "apikey" -> new DeviceQuery(tenant, "/", value, Map.of(), null, null);
            case "q" ->
                    new DeviceQuery(
                            tenant, "/", null, Map.of(), new Part("entity_name", value), null);
            case "silent" ->
                    new DeviceQuery(tenant, "/", null, Map.of(), null, Instant.parse(value));
            case "type" ->
                    new DeviceQuery(tenant, "/", null, Map.of("entity_type", value), null, null);
            default -> new DeviceQuery(tenant, "/", null, Map.of(filter, value), null, null);
        };
    }

    @Test
    void addsUpWhatWasHeardAndForgetsItWithTheDevice() {
        var devices = new JdbcDeviceRegistry(database);
        var activities = new JdbcDeviceActivities(database);
        var device = device("k9", "heard");
        devices.add(List.of(device));
        var gone = new DeviceKey(CITY, "/", "k9", "gone");
        activities.add(
                List.of(
                        new DeviceActivity(device.key(), NOW, null, 0, 1, null, null),
                        new DeviceActivity(gone, NOW, NOW, 1, 0, null, null)));
        var later = NOW.plusSeconds(5);
        activities.add(List.of(new DeviceActivity(device.key(), later, later, 3, 0, "[5]", null)));
        activities.add(List.of(new DeviceActivity(device.key(), NOW, null, 0, 0, null, null)));
        activities.add(List.of(new DeviceActivity(device.key(), NOW, NOW, 0, 1, "[4]", null)));
        assertThat(activities.find(List.of(device.key(), gone)))
                .containsExactly(
                        Map.entry(
                                device.key(),
                                new DeviceActivity(device.key(), later, later, 3, 2, "[5]", null)));
        var adopted = device.withApikey("k10");
        devices.replace(device, adopted);
        activities.forgetMeasure(adopted.key());
        assertThat(activities.find(List.of(adopted.key())).values())
                .containsExactly(new DeviceActivity(adopted.key(), later, null, 3, 2, null, null));
        devices.remove(adopted);
        assertThat(activities.find(List.of(adopted.key()))).isEmpty();
    }

    @Test
    void refusesToGiveADeviceTheKeyOfAnother() {
        var devices = new JdbcDeviceRegistry(database);
        devices.add(List.of(device("k11", "twin"), device("k12", "twin")));
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() ->
                        devices.replace(
                                device("k11", "twin"), device("k11", "twin").withApikey("k12")))
                .matches(e -> e.problem() == Problem.ALREADY_EXISTS);
    }

    @Test
    void givesAndTakesAllDevicesAtOnce() {
        var from = server.tenant("from");
        var into = server.tenant("into");
        var inventory = new JdbcDeviceInventory(database);
        inventory.put(
                List.of(from),
                taker -> {
                    taker.group(new DeviceGroup(from, "/", "", "k13", document()));
                    IntStream.range(0, 2_500)
                            .forEach(i ->
                                    taker.device(
                                            new Device(
                                                    from,
                                                    i % 2 == 0 ? "/" : "/odd",
                                                    "k13",
                                                    "d" + i,
                                                    document())));
                });
        var all = new ArrayList<Device>();
        inventory.devices(from, all::add);
        assertThat(all).hasSize(2_500).doesNotHaveDuplicates();
        var everywhere = new ArrayList<Device>();
        inventory.devices(null, everywhere::add);
        assertThat(everywhere).containsAll(all).doesNotHaveDuplicates();
        var changed = all.getFirst().withDocument(json("{'x': 1}"));
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() ->
                        inventory.put(
                                List.of(into),
                                taker -> {
                                    taker.device(new Device(into, "/", "k15", "d", document()));
                                    taker.group(new DeviceGroup(into, "/", "", "k13", document()));
                                }))
                .matches(e -> e.problem() == Problem.ALREADY_EXISTS);
        assertThat(new JdbcDeviceRegistry(database).count(DeviceQuery.all(into, "/"))).isZero();
        inventory.put(List.of(from), taker -> taker.device(changed));
        all.clear();
        inventory.devices(from, all::add);
        assertThat(all).hasSize(2_500).contains(changed);
        assertThat(inventory.groups(from)).hasSize(1);
    }

    @Test
    void findsDeadLettersByReasonAndInTheirOrder() {
        var letters = new JdbcDeadLetters(database);
        var tenant = server.tenant("reasons");
        letters.add(List.of(letter(tenant, "a", 1, NOW), letter(tenant, "b", 1, NOW)));
        assertThat(letters.list(tenant, Reason.MAPPING, 10, 0)).isEmpty();
        assertThat(letters.count(tenant, Reason.PARSE)).isEqualTo(2);
        var first = letters.after(tenant, Reason.PARSE, 0, 1).getFirst();
        assertThat(letters.after(tenant, null, first.id(), 10)).hasSize(1);
        assertThat(letters.find(tenant, first.id()))
                .hasValueSatisfying(found -> assertThat(found.letter().origin()).isNull());
        assertThat(letters.find(CITY, first.id())).isEmpty();
        letters.removeAll(tenant, Reason.MAPPING);
        assertThat(letters.count(tenant, null)).isEqualTo(2);
        letters.removeAll(tenant, Reason.PARSE);
        assertThat(letters.count(tenant, null)).isZero();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }

    /** Who would have to wait for long is sent away. */
    private static Device added(JdbcDeviceRegistry devices, Device device) {
        while (true) {
            try {
                return devices.addIfAbsent(device);
            } catch (NgsiLdException e) {
                assertThat(e.problem()).isEqualTo(Problem.SERVICE_UNAVAILABLE);
            }
        }
    }

    @Test
    void addsTheSameDeviceOnceFromManySides() {
        var devices = new JdbcDeviceRegistry(database);
        new JdbcDeviceGroups(database).add(List.of(elsewhere("k7")));
        assertThat(
                        IntStream.range(0, 32)
                                .parallel()
                                .mapToObj(_ -> added(devices, device("k7", "burst")))
                                .distinct())
                .hasSize(1);
        assertThat(devices.withApikey("k7", "burst")).hasSize(1);
    }

    @Test
    void countsEqualDeadLettersAndKeepsTheNewest() {
        var letters = new JdbcDeadLetters(database);
        letters.add(List.of(letter("a", 2, NOW), letter("b\0", 1, NOW.plusSeconds(1))));
        letters.add(List.of(letter("a", 3, NOW.plusSeconds(2))));
        var stored = letters.list(CITY, null, 10, 0);
        assertThat(stored).extracting(s -> s.letter().count()).containsExactly(5L, 1L);
        assertThat(stored.getFirst().firstSeen()).isEqualTo(NOW);
        assertThat(letters.list(Tenant.DEFAULT, null, 10, 0)).isEmpty();
        letters.forget(NOW.plusSeconds(1));
        assertThat(letters.count(CITY, null)).as("both were seen since").isEqualTo(2);
        letters.keep(1);
        assertThat(letters.count(CITY, null)).isEqualTo(1);
        letters.add(List.of(letter("c", 1, NOW)));
        letters.forget(NOW.plusSeconds(2));
        assertThat(letters.count(CITY, null)).isEqualTo(1);
        assertThat(letters.remove(CITY, stored.getFirst().id())).isTrue();
        assertThat(letters.remove(CITY, stored.getFirst().id())).isFalse();
    }

    /** As long as MQTT allows a topic to be; one that packs badly. */
    @Test
    void keepsDeadLettersFromLongTopics() {
        var letters = new JdbcDeadLetters(database);
        var tenant = server.tenant("long");
        var topic =
                new Random(1)
                        .ints(65_535, 0, 64)
                        .mapToObj(i -> String.valueOf((char) ('0' + i)))
                        .collect(Collectors.joining());
        var letter = new DeadLetter(tenant, Reason.PARSE, topic, "d", new byte[0], null, 1, NOW);
        letters.add(List.of(letter, letter(tenant, "b", 1, NOW)));
        letters.add(List.of(letter));
        assertThat(letters.list(tenant, null, 10, 0))
                .extracting(s -> s.letter().count())
                .containsExactlyInAnyOrder(2L, 1L);
    }

    @Test
    void keepsDeadLettersOfNoTenantApartFromATenantThatComesLater() {
        var letters = new JdbcDeadLetters(database);
        var leaving = server.tenant("leaving");
        database.run(jdbc ->
                jdbc.sql("UPDATE tenant SET removed_at = now() WHERE name = 'leaving'").update());
        letters.add(List.of(letter(leaving, "a", 1, NOW), letter(new Tenant("none"), "b", 1, NOW)));
        assertThat(letters.count(leaving, null)).isZero();
        assertThat(letters.count(new Tenant("none"), null)).isZero();
        assertThat(letters.count(Tenant.DEFAULT, null)).isEqualTo(2);
        letters.removeAll(Tenant.DEFAULT, null);
    }

    /** Another process may remember a tenant that was removed. */
    @Test
    void addsNothingToATenantThatIsGone() {
        var gone = new Tenant("gone");
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        var device = new Device(gone, "/", "k8", "d", document());
        assertNonexistent(
                () -> groups.add(List.of(new DeviceGroup(gone, "/", "", "k8", document()))));
        assertNonexistent(() -> devices.add(List.of(device)));
        assertNonexistent(() -> devices.addIfAbsent(device));
        assertThat(groups.withApikey("k8")).isEmpty();
        assertThat(devices.withApikey("k8", "d")).isEmpty();
    }

    private static void assertNonexistent(ThrowingCallable work) {
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(work)
                .matches(e -> e.problem() == Problem.NONEXISTENT_TENANT);
    }

    private static DeviceGroup group(String resource, String apikey) {
        return new DeviceGroup(CITY, "/", resource, apikey, document());
    }

    private static DeviceGroup elsewhere(String apikey) {
        return new DeviceGroup(CITY, "/elsewhere", "/iot/json", apikey, document());
    }

    private static Device device(String apikey, String id) {
        return new Device(CITY, "/", apikey, id, document());
    }

    private static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("entity_type", "Sensor");
    }

    private static DeadLetter letter(String payload, long count, Instant seen) {
        return letter(CITY, payload, count, seen);
    }

    private static DeadLetter letter(Tenant tenant, String payload, long count, Instant seen) {
        return new DeadLetter(
                tenant,
                Reason.PARSE,
                "/json/k/d/attrs\0",
                "not JSON",
                payload.getBytes(StandardCharsets.UTF_8),
                null,
                count,
                seen);
    }
}
