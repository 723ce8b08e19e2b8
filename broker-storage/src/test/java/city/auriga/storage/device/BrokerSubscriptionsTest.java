package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class BrokerSubscriptionsTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00.000001Z");

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
    void remembersWhatWasMadeAndSinceWhen() {
        var store = new JdbcBrokerSubscriptions(database);
        assertThat(store.secret()).matches("[0-9a-f]{64}").isEqualTo(store.secret());
        var open = new Made(CITY, "urn:s", "Gate", "open", "http://a", NOW);
        store.put(open);
        store.put(new Made(CITY, "urn:s", "Gate", "open", "http://b", NOW.plusSeconds(9)));
        store.put(new Made(CITY, "urn:t", "Door", "open", "http://b", NOW.plusSeconds(5)));
        assertThat(store.all())
                .contains(new Made(CITY, "urn:s", "Gate", "open", "http://b", NOW))
                .hasSize(2);
        assertThat(store.since(CITY, "open")).contains(NOW);
        assertThat(store.since(Tenant.DEFAULT, "open")).isEmpty();
        store.remove(open);
        assertThat(store.since(CITY, "open")).contains(NOW.plusSeconds(5));
    }

    @Test
    void remembersTheNewestChange() {
        var heard = new JdbcHeardChanges(database);
        heard.heard(CITY, "urn:g", "open", Map.of("", NOW, "urn:d", NOW));
        heard.heard(
                CITY,
                "urn:g",
                "open",
                Map.of("", NOW.minusSeconds(1), "urn:d", NOW.plusSeconds(1)));
        assertThat(heard.newest(CITY, "urn:g", "open"))
                .isEqualTo(Map.of("", NOW, "urn:d", NOW.plusSeconds(1)));
        assertThat(heard.newest(CITY, "urn:g", "shut")).isEmpty();
        assertThat(heard.newest(Tenant.DEFAULT, "urn:g", "open")).isEmpty();
    }

    @Test
    void forgetsOldChanges() {
        var heard = new JdbcHeardChanges(database);
        heard.heard(CITY, "urn:f", "open", Map.of("", NOW, "urn:d", NOW.plusSeconds(1)));
        heard.forget(NOW.plusSeconds(1));
        assertThat(heard.newest(CITY, "urn:f", "open"))
                .isEqualTo(Map.of("urn:d", NOW.plusSeconds(1)));
    }

    @Test
    void findsOneDeviceForEachWayToHaveCommands() {
        new JdbcDeviceGroups(database)
                .add(
                        List.of(
                                new DeviceGroup(
                                        CITY,
                                        "/",
                                        "",
                                        "gates",
                                        json("{'commands':[{'name':'c'}]}")),
                                new DeviceGroup(CITY, "/", "", "mute", json("{}"))));
        var devices = new JdbcDeviceRegistry(database);
        devices.add(
                List.of(
                        device("gates", "plain", "{}"),
                        device("gates", "typed-1", "{'entity_type':'Door'}"),
                        device("gates", "typed-2", "{'entity_type':'Door'}"),
                        device("", "keyless", "{'type':'Door'}"),
                        device("mute", "mute-typed", "{'entity_type':'Door'}"),
                        device("mute", "own-1", "{'commands':[{'name':'o'}]}"),
                        device("mute", "own-2", "{'commands':[{'name':'o'}]}"),
                        device("mute", "own-3", "{'commands':[{'name':'p'}]}")));
        assertThat(devices.declaring(DeclaredList.COMMANDS))
                .extracting(d -> d.id().replaceAll("-[12]$", ""))
                .containsExactlyInAnyOrder("typed", "keyless", "own", "own-3");
    }

    private static Device device(String apikey, String id, String document) {
        return new Device(CITY, "/", apikey, id, json(document));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
