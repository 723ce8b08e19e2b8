package city.auriga.storage.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.ConfigurationListener;
import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.ConfigurationSubscriptions.Due;
import city.auriga.core.device.ConfigurationSubscriptions.Watched;
import city.auriga.core.device.ConfigurationSubscriptions.WatchedType;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.news.News;
import city.auriga.storage.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class ConfigurationStorageTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private static TestDatabase server;
    private static Database database;
    private static JdbcConfigurationSubscriptions subscriptions;
    private static JdbcDeviceRegistry devices;
    private static int counter;

    private final String id = "d" + ++counter;
    private final String entity = "urn:ngsi-ld:Device:" + id;
    private final String type = "x:Type" + id;
    private final Address device = new Address(CITY, "/", "key", id);

    @BeforeAll
    static void start() {
        server = TestDatabase.create();
        Flyway.configure().dataSource(server.dataSource()).load().migrate();
        database = new Database(server.dataSource());
        subscriptions = new JdbcConfigurationSubscriptions(database);
        devices = new JdbcDeviceRegistry(database);
        server.tenant(CITY.name());
    }

    @BeforeEach
    void provision() {
        devices.add(List.of(provisioned()));
    }

    private Device provisioned() {
        return new Device(CITY, "/", "key", id, JsonNodeFactory.instance.objectNode());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private ConfigurationSubscription wanted(String... names) {
        return new ConfigurationSubscription(
                device,
                entity,
                type,
                List.of(names),
                List.of(names).stream().map("x:"::concat).toList());
    }

    private int changed(String... names) {
        return subscriptions.changed(CITY, entity, List.of(names), NOW, NOW.plusSeconds(2), true);
    }

    private Optional<Due> claim(Instant now) {
        return subscriptions.claim(device, now, now.plusSeconds(30));
    }

    @Test
    void keepsTheLastThingThatADeviceWants() {
        assertThat(subscriptions.put(wanted("a", "b"))).isTrue();
        assertThat(subscriptions.put(wanted("b", "c"))).isTrue();
        assertThat(subscriptions.watched(CITY, entity)).containsExactlyInAnyOrder("x:b", "x:c");
        assertThat(subscriptions.watched())
                .contains(new Watched(CITY, entity, "x:b"))
                .doesNotContain(new Watched(CITY, entity, "x:a"));
        assertThat(subscriptions.isWithout(device)).isFalse();
        subscriptions.remove(device);
        assertThat(subscriptions.isWithout(device)).isTrue();
        assertThat(subscriptions.watched(CITY, entity)).isEmpty();
    }

    /** Another broker tells of types. */
    @Test
    void tellsAllOfATypeWhoWatchThat() {
        subscriptions.put(wanted("a", "b"));
        var watched = new WatchedType(CITY, type, "x:a");
        assertThat(subscriptions.watchedTypes()).contains(watched);
        for (var other :
                List.of(
                        new WatchedType(CITY, type, "x:c"),
                        new WatchedType(CITY, "x:other", "x:a"),
                        new WatchedType(new Tenant("elsewhere"), type, "x:a"))) {
            subscriptions.changed(other, NOW, NOW.plusSeconds(2));
            assertThat(claim(NOW)).as("%s", other).isEmpty();
        }
        subscriptions.changed(watched, NOW, NOW.plusSeconds(2));
        assertThat(claim(NOW)).isPresent();
    }

    @Test
    void tellsOfSeveralChangesAtOnceAndOnlyOneProcess() {
        subscriptions.put(wanted("a", "b"));
        assertThat(claim(NOW)).isEmpty();
        assertThat(changed("x:z")).isZero();
        assertThat(changed("x:a", "x:z")).isEqualTo(1);
        assertThat(changed("x:b")).isEqualTo(1);
        assertThat(subscriptions.waiting(100)).contains(device);
        var claimed =
                IntStream.range(0, 16)
                        .parallel()
                        .mapToObj(_ -> claim(NOW))
                        .flatMap(Optional::stream)
                        .toList();
        assertThat(claimed).hasSize(1);
        assertThat(claimed.getFirst().subscription()).isEqualTo(wanted("a", "b"));
        subscriptions.told(device, claimed.getFirst().version());
        assertThat(claim(LATER)).isEmpty();
        assertThat(subscriptions.waiting(100)).doesNotContain(device);
    }

    @Test
    void tellsAgainWhatChangedWhileItWasTold() {
        subscriptions.put(wanted("a"));
        changed("x:a");
        var first = claim(NOW).orElseThrow();
        changed("x:a");
        subscriptions.told(device, first.version());
        var second = claim(NOW).orElseThrow();
        assertThat(second.version()).isGreaterThan(first.version());
        subscriptions.giveBack(device);
        assertThat(claim(NOW)).as("given back").isPresent();
        assertThat(claim(NOW.plusSeconds(29))).isEmpty();
        assertThat(claim(NOW.plusSeconds(31))).as("its process died").isPresent();
    }

    @Test
    void leavesWithItsDeviceAndFollowsItToAnotherApikey() {
        subscriptions.put(wanted("a"));
        changed("x:a");
        var adopted = new Address(CITY, "/", "other", id);
        database.run(jdbc ->
                jdbc.sql("UPDATE device SET apikey = 'other' WHERE id = :id")
                        .param("id", id)
                        .update());
        assertThat(claim(NOW)).isEmpty();
        assertThat(subscriptions.claim(adopted, NOW, LATER)).isPresent();
        database.run(
                jdbc -> jdbc.sql("DELETE FROM device WHERE id = :id").param("id", id).update());
        assertThat(subscriptions.watched(CITY, entity)).isEmpty();
        assertThat(subscriptions.put(wanted("a"))).as("the device is gone").isFalse();
    }

    @Test
    void letsEveryProcessHear() {
        var heard = new CopyOnWriteArrayList<String>();
        var listener =
                new ConfigurationListener() {
                    @Override
                    public void watchedChanged(Tenant tenant, String watched) {
                        heard.add(watched + " " + subscriptions.watched(tenant, watched));
                    }

                    @Override
                    public void stirred(Address address) {
                        heard.add(address.toString());
                    }

                    @Override
                    public void reload() {
                        heard.add("reload");
                    }
                };
        try (var _ = news(listener)) {
            await().until(() -> heard.equals(List.of("reload")));
            heard.clear();
            subscriptions.put(wanted("a"));
            await().until(() -> heard.equals(List.of(entity + " " + Set.of("x:a"))));
            heard.clear();
            changed("x:a");
            await().until(() -> heard.equals(List.of(device.toString())));
            heard.clear();
            subscriptions.stir(NOW, 100);
            subscriptions.stir(NOW.plusSeconds(3), 100);
            await().until(() -> heard.contains(device.toString()));
            heard.clear();
            subscriptions.stir(NOW.plusSeconds(4), 100);
            subscriptions.remove(device);
            await().until(() -> heard.contains(entity + " []"));
            assertThat(heard).as("it waits for its next try").doesNotContain(device.toString());
        }
    }

    private static News news(ConfigurationListener listener) {
        return new News(server.dataSource(), List.of(ConfigurationNews.channel(List.of(listener))));
    }
}
