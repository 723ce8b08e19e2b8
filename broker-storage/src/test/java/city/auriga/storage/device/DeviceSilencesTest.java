package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceActivity;
import city.auriga.core.device.DeviceKey;
import city.auriga.core.device.DeviceSilences.Due;
import city.auriga.core.device.DeviceSilences.Settled;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class DeviceSilencesTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private static TestDatabase server;
    private static JdbcDeviceSilences silences;
    private static JdbcDeviceActivities activities;

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        server.tenant(CITY.name());
        var database = new Database(server.dataSource());
        silences = new JdbcDeviceSilences(database);
        activities = new JdbcDeviceActivities(database);
        for (var id : List.of("a", "b", "c")) {
            var document = JsonNodeFactory.instance.objectNode();
            new JdbcDeviceRegistry(database).add(List.of(new Device(CITY, "/", "k", id, document)));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tellsWhoIsSilentAndWhoIsHeardAgain() {
        heard("a", 0, at(10));
        heard("b", 0, null);
        heard("c", 0, at(5));
        assertThat(claim(4)).isEmpty();
        assertThat(silences.claim(at(20), at(60), 1)).containsExactly(due("c", 0, false));
        assertThat(silences.claim(at(20), at(60), 9)).containsExactly(due("a", 0, false));
        assertThat(claim(21)).as("somebody looks at them").isEmpty();

        heard("c", 30, at(40));
        silences.settle(
                List.of(
                        new Settled(due("a", 0, false), true, null),
                        new Settled(due("c", 0, false), true, null)),
                at(60));
        assertThat(claim(31)).as("heard meanwhile").containsExactly(due("c", 30, true));
        silences.settle(List.of(new Settled(due("c", 30, true), false, null)), at(31 + 60));
        assertThat(claim(1_000)).as("who is silent is silent").isEmpty();

        heard("a", 2_000, at(2_010));
        heard("a", 1_500, at(1_510));
        assertThat(claim(2_001)).as("heard again").containsExactly(due("a", 2_000, true));
        var heardAgain = new Settled(due("a", 2_000, true), false, at(2_010));
        silences.settle(List.of(heardAgain), at(2_001 + 60));
        assertThat(claim(2_009)).isEmpty();
        assertThat(claim(2_010)).containsExactly(due("a", 2_000, false));
    }

    private static List<Due> claim(int second) {
        return silences.claim(at(second), at(second + 60), 9);
    }

    private static void heard(String device, int second, Instant expectedBy) {
        activities.add(
                List.of(new DeviceActivity(key(device), at(second), null, 1, 0, null, expectedBy)));
    }

    private static Due due(String device, int second, boolean silent) {
        return new Due(key(device), at(second), silent);
    }

    private static DeviceKey key(String device) {
        return new DeviceKey(CITY, "/", "k", device);
    }

    private static Instant at(int second) {
        return NOW.plusSeconds(second);
    }
}
