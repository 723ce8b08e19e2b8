package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ApikeysTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static TestDatabase server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** All that tells whose a reading is, and for whom a command, may be its apikey. */
    @ParameterizedTest
    @ValueSource(strings = {"group", "device"})
    void leavesAnApikeyToItsTenant(String owned) {
        var owner = server.tenant("owner-" + owned);
        var other = server.tenant("stranger-" + owned);
        var key = "key-of-" + owned;
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        if (owned.equals("group")) {
            groups.add(List.of(new DeviceGroup(owner, "/", "/iot/json", key, document())));
        } else {
            devices.add(List.of(new Device(owner, "/", key, "d0", document())));
        }
        groups.add(List.of(new DeviceGroup(owner, "/", "/iot/d", key, document())));
        devices.add(List.of(new Device(owner, "/x", key, "d1", document())));
        var group = new DeviceGroup(other, "/", "/iot/other", key, document());
        var unkeyed = new Device(other, "/", "", "d1", document());
        devices.add(List.of(unkeyed));
        var inventory = new JdbcDeviceInventory(database);
        refused(() -> groups.add(List.of(group)));
        refused(() -> devices.add(List.of(new Device(other, "/", key, "d2", document()))));
        refused(() -> devices.addIfAbsent(new Device(other, "/", key, "d3", document())));
        refused(() -> devices.replace(unkeyed, unkeyed.withApikey(key)));
        refused(() -> inventory.put(List.of(other), taker -> taker.group(group)));
        refused(() ->
                inventory.put(List.of(other), taker -> taker.device(unkeyed.withApikey(key))));
        assertThat(groups.listAll(other)).isEmpty();
        assertThat(groups.isAnothers(other, key)).isTrue();
        assertThat(groups.isAnothers(owner, key)).isFalse();
    }

    @Test
    void tellsWhoSharesThem() {
        var groups = new JdbcDeviceGroups(database);
        var first = server.tenant("first");
        var second = server.tenant("second");
        new JdbcDeviceRegistry(database)
                .add(
                        List.of(
                                new Device(first, "/", "both", "d1", document()),
                                new Device(second, "/", "", "d1", document())));
        groups.add(List.of(new DeviceGroup(second, "/", "/iot/json", "own", document())));
        assertThat(groups.sharingApikeys()).isEmpty();
        database.run(jdbc ->
                jdbc.sql("UPDATE device_group SET apikey = 'both' WHERE apikey = 'own'").update());
        assertThat(groups.sharingApikeys()).containsExactly(first, second);
        database.run(jdbc -> jdbc.sql("DELETE FROM device_group WHERE apikey = 'both'").update());
    }

    /** However long it takes: only who wants one of its apikeys waits for it. */
    @Test
    void anImportHoldsUpNobodyElse() throws Exception {
        var owner = server.tenant("importing");
        var other = server.tenant("elsewhere");
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        var inside = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var times = new AtomicInteger();
        groups.add(List.of(group(owner, "fleet")));
        var importing =
                CompletableFuture.runAsync(
                        () ->
                                new JdbcDeviceInventory(database)
                                        .put(
                                                List.of(owner),
                                                taker -> {
                                                    taker.group(group(owner, "imported-1"));
                                                    taker.device(device(owner, "imported-2"));
                                                    fleet(owner).forEach(taker::device);
                                                    if (times.incrementAndGet() == 2) {
                                                        inside.countDown();
                                                        assertThatNoException()
                                                                .isThrownBy(end::await);
                                                    }
                                                }),
                        THREADS);
        inside.await();
        CompletableFuture.runAsync(() -> groups.add(List.of(group(other, "free-1"))), THREADS)
                .get(10, TimeUnit.SECONDS);
        CompletableFuture.runAsync(() -> devices.add(List.of(device(other, "free-2"))), THREADS)
                .get(10, TimeUnit.SECONDS);
        // Devices that are heard meanwhile: a new one, and one that is being imported.
        var heard = new Device(owner, "/", "fleet", "new", document());
        assertThat(devices.addIfAbsent(heard)).isEqualTo(heard);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> devices.addIfAbsent(fleet(owner).getFirst()))
                .matches(e -> e.problem() == Problem.SERVICE_UNAVAILABLE);
        var waits =
                CompletableFuture.runAsync(
                        () -> devices.add(List.of(device(other, "imported-2"))), THREADS);
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> waits.get(300, TimeUnit.MILLISECONDS));
        end.countDown();
        importing.get(10, TimeUnit.SECONDS);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> waits.get(10, TimeUnit.SECONDS))
                .withMessageContaining("apikey");
    }

    /** More than are written at once. */
    private static List<Device> fleet(Tenant owner) {
        return IntStream.range(0, 1_001)
                .mapToObj(n -> new Device(owner, "/", "fleet", "d" + n, document()))
                .toList();
    }

    /** One that was heard when its group was there does not come back without it. */
    @Test
    void areLostWithTheGroup() {
        var owner = server.tenant("losing");
        var groups = new JdbcDeviceGroups(database);
        var devices = new JdbcDeviceRegistry(database);
        groups.add(List.of(group(owner, "lost")));
        devices.addIfAbsent(device(owner, "lost"));
        assertThat(groups.remove(group(owner, "lost"), true)).isTrue();
        assertThat(devices.hasApikey("lost")).isFalse();
        refused(() -> devices.addIfAbsent(device(owner, "lost")));
        assertThat(devices.hasApikey("lost")).isFalse();
    }

    private static DeviceGroup group(Tenant tenant, String apikey) {
        return new DeviceGroup(tenant, "/", "/iot/json", apikey, document());
    }

    private static Device device(Tenant tenant, String apikey) {
        return new Device(tenant, "/", apikey, "d", document());
    }

    private static void refused(ThrowingCallable action) {
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(action)
                .withMessageContaining("apikey")
                .matches(e -> e.problem() == Problem.ALREADY_EXISTS);
    }

    private static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("entity_type", "Sensor");
    }
}
