package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
        assertThat(groups.replace(changed)).isTrue();
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
        var first = device("k5", "keep");
        assertThat(devices.addIfAbsent(first)).isEqualTo(first);
        var other = first.withDocument(JsonNodeFactory.instance.objectNode());
        assertThat(devices.addIfAbsent(other)).isEqualTo(first);
        assertThat(devices.withApikey("k5", "keep")).containsExactly(first);
        assertThat(devices.replace(first, first.withApikey("k6"))).isTrue();
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
                        devices.add(List.of(new Device(tenant, "/p", "k", "d" + i, document()))));
        assertThat(devices.list(tenant, "/p", 2, 1))
                .extracting(Device::id)
                .containsExactly("d1", "d2");
        assertThat(devices.count(tenant, "/p")).isEqualTo(5);
    }

    @Test
    void addsTheSameDeviceOnceFromManySides() {
        var devices = new JdbcDeviceRegistry(database);
        assertThat(
                        IntStream.range(0, 32)
                                .parallel()
                                .mapToObj(_ -> devices.addIfAbsent(device("k7", "burst")))
                                .distinct())
                .hasSize(1);
        assertThat(devices.withApikey("k7", "burst")).hasSize(1);
    }

    @Test
    void countsEqualDeadLettersAndKeepsTheNewest() {
        var letters = new JdbcDeadLetters(database);
        letters.add(List.of(letter("a", 2, NOW), letter("b\0", 1, NOW.plusSeconds(1))));
        letters.add(List.of(letter("a", 3, NOW.plusSeconds(2))));
        var stored = letters.list(CITY, 10, 0);
        assertThat(stored).extracting(s -> s.letter().count()).containsExactly(5L, 1L);
        assertThat(stored.getFirst().firstSeen()).isEqualTo(NOW);
        assertThat(letters.list(Tenant.DEFAULT, 10, 0)).isEmpty();
        letters.keep(1);
        assertThat(letters.count(CITY)).isEqualTo(1);
        assertThat(letters.remove(CITY, stored.getFirst().id())).isTrue();
        assertThat(letters.remove(CITY, stored.getFirst().id())).isFalse();
    }

    @Test
    void keepsDeadLettersOfNoTenantApartFromATenantThatComesLater() {
        var letters = new JdbcDeadLetters(database);
        var leaving = server.tenant("leaving");
        database.run(jdbc ->
                jdbc.sql("UPDATE tenant SET removed_at = now() WHERE name = 'leaving'").update());
        letters.add(List.of(letter(leaving, "a", 1, NOW), letter(new Tenant("none"), "b", 1, NOW)));
        assertThat(letters.count(leaving)).isZero();
        assertThat(letters.count(new Tenant("none"))).isZero();
        assertThat(letters.count(Tenant.DEFAULT)).isEqualTo(2);
        letters.removeAll(Tenant.DEFAULT);
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
                count,
                seen);
    }
}
