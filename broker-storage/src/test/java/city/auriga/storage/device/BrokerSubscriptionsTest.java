package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.BrokerSubscriptions.Since;
import city.auriga.core.device.DeclaredList;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class BrokerSubscriptionsTest {
    private static final Tenant CITY = new Tenant("city");
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

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

    @AfterEach
    void remove() {
        var store = new JdbcBrokerSubscriptions(database);
        store.all().forEach(store::remove);
    }

    private static Made made(String id, String type, Instant since, boolean command) {
        return new Made(CITY, id, type, "open", "http://a", since, command);
    }

    @Test
    void remembersWhatWasMadeAndSinceWhen() {
        var store = new JdbcBrokerSubscriptions(database);
        assertThat(store.secret()).matches("[0-9a-f]{64}").isEqualTo(store.secret());
        var open = made("urn:s", "Gate", now, true);
        store.put(open);
        store.put(made("urn:s", "Gate", now.plusSeconds(9), true).at("http://b"));
        store.put(made("urn:t", "Door", now.plusSeconds(5), true));
        store.put(made("urn:u", "Lamp", now.plusSeconds(3), false));
        assertThat(store.all()).contains(open.at("http://b")).hasSize(3);
        assertThat(since(store, "Gate")).contains(both(now));
        assertThat(since(store, "Door")).contains(both(now.plusSeconds(5)));
        assertThat(since(store, "Lamp")).contains(new Since(now.plusSeconds(3), null));
        assertThat(since(store, "Door", "Lamp"))
                .contains(new Since(now.plusSeconds(3), now.plusSeconds(5)));
        assertThat(since(store, "Unknown")).contains(both(now));
        assertThat(since(store)).contains(both(now));
        assertThat(store.since(Tenant.DEFAULT, "open", Set.of())).isEmpty();
        store.remove(open);
        assertThat(since(store, "Gate"))
                .contains(new Since(now.plusSeconds(3), now.plusSeconds(5)));
    }

    /** What was written while it was only watched asks for nothing. */
    @Test
    void countsAnewWhenSomethingBecomesACommand() {
        var store = new JdbcBrokerSubscriptions(database);
        store.put(made("urn:s", "Lamp", now, false));
        store.put(made("urn:s", "Lamp", now.plusSeconds(1), false));
        assertThat(since(store, "Lamp")).contains(new Since(now, null));
        store.put(made("urn:s", "Lamp", now.plusSeconds(2), true));
        store.put(made("urn:s", "Lamp", now.plusSeconds(3), true));
        assertThat(since(store, "Lamp")).contains(both(now.plusSeconds(2)));
        store.put(made("urn:s", "Lamp", now.plusSeconds(4), false));
        assertThat(since(store, "Lamp")).contains(new Since(now.plusSeconds(2), null));
        store.put(made("urn:s", "Lamp", now.plusSeconds(5), true));
        assertThat(since(store, "Lamp")).contains(both(now.plusSeconds(5)));
    }

    private static Optional<Since> since(JdbcBrokerSubscriptions store, String... types) {
        return store.since(CITY, "open", Set.of(types));
    }

    private static Since both(Instant since) {
        return new Since(since, since);
    }

    @Test
    void remembersTheNewestChange() {
        var heard = new JdbcHeardChanges(database);
        heard.heard(CITY, "urn:g", "open", Map.of("", now, "urn:d", now));
        heard.heard(
                CITY,
                "urn:g",
                "open",
                Map.of("", now.minusSeconds(1), "urn:d", now.plusSeconds(1)));
        assertThat(heard.newest(CITY, "urn:g", "open"))
                .isEqualTo(Map.of("", now, "urn:d", now.plusSeconds(1)));
        assertThat(heard.newest(CITY, "urn:g", "shut")).isEmpty();
        assertThat(heard.newest(Tenant.DEFAULT, "urn:g", "open")).isEmpty();
    }

    /**
     * Programs that know nothing of it must not take what is forgotten for new: since when changes
     * count is later than all that is forgotten.
     *
     * @param ahead days that our clock is ahead of that of the database
     * @param left how old what is left may be
     */
    @ParameterizedTest
    @CsvSource({"0, 30", "100, 30", "-5, 35", "-100, 60"})
    void forgetsOldChangesOnceTheyCountNoMore(int ahead, int left) {
        var store = new JdbcBrokerSubscriptions(database);
        var heard = new JdbcHeardChanges(database);
        store.put(made("urn:s", "Gate", daysAgo(60), true));
        var changes = new HashMap<String, Instant>();
        for (int days = 1; days < 65; days += 2) {
            changes.put("urn:" + days, daysAgo(days).plus(Duration.ofHours(1)));
        }
        heard.heard(CITY, "urn:f" + ahead, "open", changes);
        heard.forget(now.plus(Duration.ofDays(ahead)));
        var since = store.all().getFirst().since();
        assertThat(since).isBetween(daysAgo(left), daysAgo(left).plus(Duration.ofHours(1)));
        var oldest = daysAgo(left + 1);
        changes.values().removeIf(time -> left < 60 && time.isBefore(oldest));
        assertThat(heard.newest(CITY, "urn:f" + ahead, "open")).isEqualTo(changes);
    }

    /** Nobody has forgotten anything: the agent was not there. */
    @Test
    void countsNothingThatIsOlderThanWhatIsRemembered() {
        var store = new JdbcBrokerSubscriptions(database);
        store.put(made("urn:s", "Gate", daysAgo(60), true));
        var since = since(store, "Gate").orElseThrow();
        assertThat(since.changes())
                .isBetween(daysAgo(30), daysAgo(30).plus(Duration.ofHours(1)))
                .isEqualTo(since.commands());
        store.put(made("urn:t", "Lamp", daysAgo(60), false));
        assertThat(since(store, "Lamp").orElseThrow().commands()).isNull();
    }

    private Instant daysAgo(int days) {
        return now.minus(Duration.ofDays(days));
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
