package city.auriga.storage.device;

import static city.auriga.core.device.DiscoveredConfigs.Result.GROUP_FULL;
import static city.auriga.core.device.DiscoveredConfigs.Result.KNOWN;
import static city.auriga.core.device.DiscoveredConfigs.Result.NO_GROUP;
import static city.auriga.core.device.DiscoveredConfigs.Result.OUTDATED;
import static city.auriga.core.device.DiscoveredConfigs.Result.STORED;
import static city.auriga.core.device.DiscoveredConfigs.Result.TENANT_FULL;
import static city.auriga.core.device.DiscoveredConfigs.Result.TOPIC_FULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import city.auriga.core.device.DeadLetter;
import city.auriga.core.device.DeadLetter.Reason;
import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DeviceListener;
import city.auriga.core.device.DiscoveredConfig;
import city.auriga.core.device.DiscoveredConfigs.Filter;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.device.DiscoveredConfigs.Result;
import city.auriga.core.device.DiscoveredConfigs.Stored;
import city.auriga.core.model.Tenant;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.storage.TestDatabase;
import city.auriga.storage.entity.JdbcTenants;
import city.auriga.storage.news.News;
import city.auriga.storage.sql.Database;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class DiscoveredConfigsTest {
    private static final Tenant CITY = new Tenant("city");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Limits LIMITS = new Limits(10, 100_000, 200_000);

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

    private final JdbcDiscoveredConfigs configs = new JdbcDiscoveredConfigs(database);

    @Test
    void keepsTheLastConfigOfATopic() {
        var group = group(CITY, "last");
        var first = config("c/1", "d1", "{\"odd\":\"\\u0000 \\ud800\"}", "s/1", "s/2");
        assertThat(put(group, first, NOW)).isEqualTo(STORED);
        assertThat(put(group, first, NOW)).isEqualTo(KNOWN);
        assertThat(naming(group, "s/1")).containsExactly("c/1 " + first.document());
        assertThat(put(group, config("c/1", "d2", "{}", "s/2", "s/3"), NOW)).isEqualTo(STORED);
        assertThat(naming(group, "s/1")).isEmpty();
        assertThat(naming(group, "s/3")).containsExactly("c/1 {}");
        assertThat(ofDevice(group, "d1")).isEmpty();
        assertThat(ofDevice(group, "d2")).containsExactly("c/1 {}");
        assertThat(configs.remove(group, "c/1", NOW, false)).isTrue();
        assertThat(configs.remove(group, "c/1", NOW, false)).isFalse();
        assertThat(naming(group, "s/3")).isEmpty();
    }

    /** Old ones may have stayed, on topics that are not heard any more. */
    @Test
    void whatWasToldLastComesFirst() {
        var group = group(CITY, "order");
        put(group, config("c/1", "d", "{}", "s"), NOW);
        put(group, config("c/2", "d", "{}", "s"), NOW.plusSeconds(1));
        assertThat(ofDevice(group, "d")).containsExactly("c/2 {}", "c/1 {}");
        put(group, config("c/1", "d", "{}", "s"), NOW.plusSeconds(62));
        assertThat(ofDevice(group, "d")).containsExactly("c/1 {}", "c/2 {}");
    }

    /** As after an update of the program, which understands more of the same document. */
    @Test
    void sameDocumentMayNameOtherTopics() {
        var group = group(CITY, "understood");
        put(group, config("c", "d", "{}", "s/1"), NOW);
        assertThat(put(group, config("c", "d", "{}", "s/1", "s/2"), NOW)).isEqualTo(STORED);
        assertThat(put(group, config("c", "d", "{}", "s/2"), NOW)).isEqualTo(STORED);
        var more = new DiscoveredConfig("c", "d", Map.of("s/2", 2), "{}");
        assertThat(put(group, more, NOW)).isEqualTo(STORED);
        assertThat(put(group, more, NOW)).isEqualTo(KNOWN);
    }

    @Test
    void keepsLongTopics() {
        var group = group(CITY, "long");
        var topic = "é".repeat(1_000);
        assertThat(put(group, config(topic, topic.substring(0, 200), "{}", topic + "/s"), NOW))
                .isEqualTo(STORED);
        assertThat(naming(group, topic + "/s")).hasSize(1);
        assertThat(naming(group, topic + "/t")).isEmpty();
    }

    @Test
    void whatComesLateReplacesNothingNewer() {
        var group = group(CITY, "late");
        put(group, config("c", "d", "{}", "s"), NOW.plusSeconds(1));
        var old = config("c", "d", "{\"old\":1}", "s");
        assertThat(configs.put(group, old, NOW, true, LIMITS)).isEqualTo(OUTDATED);
        assertThat(configs.remove(group, "c", NOW, true)).isFalse();
        assertThat(configs.put(group, old, NOW.plusSeconds(1), true, LIMITS)).isEqualTo(STORED);
        assertThat(put(group, config("c", "d", "{}", "s"), NOW))
                .as("clocks differ")
                .isEqualTo(STORED);
        put(group, config("c", "d", "{}", "s"), NOW.plusSeconds(90));
        assertThat(configs.put(group, old, NOW.plusSeconds(50), true, LIMITS))
                .as("the same was told again meanwhile")
                .isEqualTo(OUTDATED);
    }

    @Test
    void countsWhatIsToldOnATopic() {
        var group = group(CITY, "topic");
        var limits = new Limits(3, 100_000, 100_000);
        var two = new DiscoveredConfig("c/1", "d", Map.of("s", 2), "{}");
        assertThat(configs.put(group, two, NOW, false, limits)).isEqualTo(STORED);
        assertThat(put("c/2", "d", group, limits, "s", 2)).isEqualTo(TOPIC_FULL);
        assertThat(put("c/2", "d", group, limits, "s", 1)).isEqualTo(STORED);
        assertThat(put("c/2", "d", group, limits, "s", 1)).isEqualTo(KNOWN);
        assertThat(put("c/1", "d", group, limits, "s", 1)).as("in its own place").isEqualTo(STORED);
        assertThat(put("c/9", "d", group, limits, "t", 4)).isEqualTo(TOPIC_FULL);
        for (int i = 0; i < 3; i++) {
            assertThat(put("b/" + i, "d" + i, group, limits, "bridge", 0)).isEqualTo(STORED);
            assertThat(put("e/" + i, "d" + i, group, limits, "bridge", 0)).isEqualTo(STORED);
        }
        assertThat(put("b/3", "d3", group, limits, "bridge", 0)).isEqualTo(TOPIC_FULL);
        assertThat(put("b/3", "d3", group(CITY, "topic2"), limits, "bridge", 0)).isEqualTo(STORED);
    }

    @Test
    void countsBytesOfGroupAndTenant() {
        var tenant = server.tenant("bytes");
        var first = group(tenant, "first");
        var second = group(tenant, "second");
        var limits = new Limits(10, 1_300, 1_900);
        var document = "é".repeat(200);
        assertThat(configs.put(first, config("a", "d", document), NOW, false, limits))
                .isEqualTo(STORED);
        assertThat(configs.put(first, config("b", "d", document), NOW, false, limits))
                .isEqualTo(STORED);
        assertThat(configs.put(first, config("c", "d", document), NOW, false, limits))
                .isEqualTo(GROUP_FULL);
        assertThat(configs.put(first, config("b", "d", document + "x"), NOW, false, limits))
                .isEqualTo(STORED);
        assertThat(configs.put(second, config("a", "d", document), NOW, false, limits))
                .isEqualTo(STORED);
        assertThat(configs.put(second, config("b", "d", document), NOW, false, limits))
                .isEqualTo(TENANT_FULL);
    }

    /** However configs come and go: nobody adds them up. */
    @Test
    void sumsAreThoseOfWhatIsStored() {
        var tenant = server.tenant("sums");
        var first = group(tenant, "sums1");
        var second = group(tenant, "sums2");
        put(first, config("a", "d", "{}", "s"), NOW);
        put(first, config("b", "d", "{}", "s"), NOW);
        put(second, config("a", "d", "{}", "s"), NOW);
        put(second, config("a", "d", "{\"longer\":1}", "s"), NOW);
        put(second, config("a", "d", "{\"longer\":1}", "s"), NOW.plusSeconds(90));
        requireSums(tenant, 2);
        var groups = new JdbcDeviceGroups(database);
        var changing =
                first.withDocument(
                        JsonNodeFactory.instance.objectNode().put("nextApikey", "sums3"));
        assertThat(groups.replace(first, changing)).isTrue();
        var third = new DeviceGroup(tenant, "/", "", "sums3", first.document());
        assertThat(groups.replace(changing, third)).isTrue();
        requireSums(tenant, 2);
        configs.remove(second, "a", NOW.plusSeconds(90), false);
        requireSums(tenant, 1);
        put(third, config("c", "d", "{}", "s"), NOW);
        requireSums(tenant, 1);
        groups.remove(third, false);
        requireSums(tenant, 0);
    }

    private static void requireSums(Tenant tenant, int groups) {
        var sums = sums("sum(bytes)", "discovered_config", tenant);
        assertThat(sums("sum(bytes)", "discovered_bytes", tenant)).isEqualTo(sums).hasSize(groups);
        assertThat(sums("count(*)", "discovered_bytes", tenant).values())
                .allMatch(rows -> rows == 1);
    }

    private static Map<String, Long> sums(String what, String table, Tenant tenant) {
        var sums = new HashMap<String, Long>();
        database.run(jdbc ->
                jdbc.sql(
                                "SELECT apikey, %s AS n FROM %s WHERE tenant = ? GROUP BY apikey"
                                        .formatted(what, table))
                        .param(tenant.name())
                        .query((row, _) -> sums.put(row.getString("apikey"), row.getLong("n")))
                        .list());
        return sums;
    }

    @Test
    void showsWhatIsStored() {
        var tenant = server.tenant("shown");
        var group = group(tenant, "shown1");
        put(group, config("c/2", "d2", "{}", "s"), NOW);
        put(group, config("c/1", "d1", "{}", "s"), NOW);
        put(group(tenant, "shown2"), config("c/1", "d1", "{}", "s"), NOW);
        assertThat(shown(new Filter(tenant, null, null, null, null)))
                .containsExactly("shown1 c/1 d1", "shown1 c/2 d2", "shown2 c/1 d1");
        assertThat(shown(new Filter(tenant, "/", "", "shown1", "d2")))
                .containsExactly("shown1 c/2 d2");
        assertThat(shown(new Filter(tenant, "/other", null, null, null))).isEmpty();
        assertThat(shown(new Filter(CITY, null, null, "shown1", null))).isEmpty();
        var page = configs.list(new Filter(tenant, null, null, null, null), 1, 1);
        assertThat(page)
                .containsExactly(
                        new Stored("/", "", "shown1", "c/2", "d2", 2 + 3 + 200 + 201, NOW));
    }

    private List<String> shown(Filter filter) {
        var shown = configs.list(filter, 10, 0);
        assertThat(configs.count(filter)).isEqualTo(shown.size());
        return shown.stream()
                .map(one -> one.apikey() + " " + one.topic() + " " + one.device())
                .toList();
    }

    /** What a config names takes more than its document. */
    @Test
    void countsTopicsThatAreNamed() {
        var group = group(CITY, "named");
        var limits = new Limits(10, 650, 100_000);
        assertThat(configs.put(group, config("c", "d", "{}", "s/1", "s/2"), NOW, false, limits))
                .isEqualTo(STORED);
        var more = config("c", "d", "{}", "s/1", "s/2", "s/3");
        assertThat(configs.put(group, more, NOW, false, limits)).isEqualTo(GROUP_FULL);
    }

    /** All of them are read when the topic is heard. */
    @Test
    void countsConfigsThatNameATopic() {
        var group = group(CITY, "configs");
        var limits = new Limits(1, 100_000, 100_000);
        for (int i = 0; i < limits.configs(); i++) {
            assertThat(put("c/" + i, "d", group, limits, "s", 0)).isEqualTo(STORED);
        }
        assertThat(put("c/10", "d", group, limits, "s", 0)).isEqualTo(TOPIC_FULL);
        assertThat(put("c/1", "d", group, limits, "s", 1)).isEqualTo(STORED);
    }

    @Test
    void goesWithItsGroup() {
        var group = group(CITY, "gone");
        put(group, config("c", "d", "{}", "s"), NOW);
        configs.say(group, "s", "online", NOW, false);
        new JdbcDeviceGroups(database).remove(group, false);
        assertThat(put(group, config("c", "d", "{}", "s"), NOW)).isEqualTo(NO_GROUP);
        var again = group(CITY, "gone");
        assertThat(naming(again, "s")).isEmpty();
        assertThat(configs.said(again, Set.of("s"))).isEmpty();
    }

    @Test
    void staysWhenTheGroupChanges() {
        var group = group(CITY, "changed");
        put(group, config("c", "d", "{}", "s"), NOW);
        var other = group.withDocument(JsonNodeFactory.instance.objectNode().put("x", 1));
        assertThat(new JdbcDeviceGroups(database).replace(group, other)).isTrue();
        assertThat(naming(other, "s")).hasSize(1);
    }

    /** As at the start of several processes: the first has written, and the others only look. */
    @Test
    void whatIsKnownWaitsForNobody() throws Exception {
        var group = group(CITY, "known");
        var config = config("c", "d", "{}", "s");
        put(group, config, NOW);
        try (var other = server.dataSource().getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE discovered_config SET bytes = 1 WHERE apikey = 'known'");
            assertThat(put(group, config, NOW.plusSeconds(50))).isEqualTo(KNOWN);
            assertThat(put(group, config, NOW.plusSeconds(99))).isEqualTo(KNOWN);
            other.rollback();
        }
        assertThat(put(group, config, NOW.plusSeconds(70))).isEqualTo(KNOWN);
        var filter = new Filter(CITY, null, null, "known", null);
        assertThat(configs.list(filter, 1, 0).getFirst().received()).isEqualTo(NOW.plusSeconds(70));
    }

    /** It may have had other devices before. */
    @Test
    void followsTheApikeyOfItsGroup() {
        var group = group(CITY, "apikey");
        put(group, config("c", "d", "{}", "s"), NOW);
        var groups = new JdbcDeviceGroups(database);
        var document = JsonNodeFactory.instance.objectNode().put("nextApikey", "another");
        var changing = group.withDocument(document);
        assertThat(groups.replace(group, changing)).isTrue();
        var changed = new DeviceGroup(CITY, "/", "", "another", group.document());
        assertThat(groups.replace(changing, changed)).isTrue();
        assertThat(naming(changed, "s")).hasSize(1);
        assertThat(naming(group, "s")).isEmpty();
    }

    @Test
    void goesWithItsTenant() {
        var tenant = server.tenant("leaving");
        var group = group(tenant, "leaving");
        put(group, config("c", "d", "{}", "s"), NOW);
        new JdbcTenants(database).remove(tenant);
        assertThatExceptionOfType(NgsiLdException.class)
                .isThrownBy(() -> put(group, config("c", "d", "{}", "s"), NOW))
                .matches(e -> e.problem() == Problem.NONEXISTENT_TENANT);
        assertThat(naming(group, "s")).isEmpty();
    }

    @Test
    void remembersTheLastWord() {
        var group = group(CITY, "words");
        configs.say(group, "s", "lost", NOW, false);
        assertThat(configs.said(group, Set.of("s"))).as("nobody names it").isEmpty();
        put(group, config("c/1", "d", "{}", "s", "t"), NOW);
        configs.say(group, "s", "online", NOW, false);
        configs.say(group, "s", "offline", NOW.plusSeconds(1), false);
        configs.say(group, "s", "online", NOW, true);
        configs.say(group, "s", "offline", NOW.plusSeconds(5), false);
        configs.say(group, "s", "online", NOW.plusSeconds(3), true);
        assertThat(configs.said(group, Set.of("s", "t", "u"))).isEqualTo(Map.of("s", "offline"));
        put(group, config("c/2", "d", "{}", "s"), NOW);
        configs.remove(group, "c/1", NOW, false);
        assertThat(configs.said(group, Set.of("s"))).isEqualTo(Map.of("s", "offline"));
        put(group, config("c/2", "d", "{\"x\":1}", "s"), NOW);
        assertThat(configs.said(group, Set.of("s"))).isEqualTo(Map.of("s", "offline"));
    }

    /** Others' messages are behind it. */
    @Test
    void waitsForNobodyWhoChangesTheGroup() throws Exception {
        var group = group(CITY, "held");
        put(group, config("c", "d", "{}", "s"), NOW);
        try (var other = server.dataSource().getConnection();
                var changing = other.createStatement()) {
            other.setAutoCommit(false);
            changing.execute(
                    "UPDATE device_group SET apikey = 'moved' WHERE apikey = 'held' AND tenant ="
                            + " 'city'");
            var moved = config("c", "d", "{\"x\":1}", "s");
            for (var work :
                    List.<Runnable>of(
                            () -> put(group, moved, NOW),
                            () -> configs.say(group, "s", "online", NOW, false),
                            () -> configs.remove(group, "c", NOW, false))) {
                assertThat(CompletableFuture.runAsync(work))
                        .failsWithin(Duration.ofSeconds(60))
                        .withThrowableOfType(ExecutionException.class)
                        .havingCause()
                        .asInstanceOf(InstanceOfAssertFactories.type(NgsiLdException.class))
                        .extracting(NgsiLdException::problem)
                        .isEqualTo(Problem.SERVICE_UNAVAILABLE);
            }
            other.rollback();
        }
    }

    @Test
    void processesAreTold() throws Exception {
        var group = group(CITY, "news");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (var _ =
                new News(
                        server.dataSource(),
                        List.of(DeviceNews.channel(List.of(listener(heard)))))) {
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("all");
            put(group, config("c", "d", "{}", "s"), NOW);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("city//news");
            put(group, config("c", "d", "{}", "s"), NOW);
            configs.remove(group, "c", NOW, false);
            configs.remove(group, "c", NOW, false);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("city//news");
            new JdbcDeviceGroups(database).remove(group, false);
            assertThat(heard.poll(30, TimeUnit.SECONDS)).as("no more").isEqualTo("groups");
        }
    }

    private static DeviceListener listener(BlockingQueue<String> heard) {
        return new DeviceListener() {
            @Override
            public void groupsChanged() {
                heard.add("groups");
            }

            @Override
            public void deviceChanged(String apikey, String id) {
                heard.add("device");
            }

            @Override
            public void configsChanged(Tenant tenant, String resource, String apikey) {
                heard.add(tenant.name() + "/" + resource + "/" + apikey);
            }

            @Override
            public void reload() {
                heard.add("all");
            }
        };
    }

    @Test
    void findsLettersOfOneSource() {
        var letters = new JdbcDeadLetters(database);
        letters.add(List.of(letter("a", "1"), letter("b", "2"), letter("a", "3")));
        var found = letters.from(CITY, Reason.PARSE, "a", 0, 10);
        assertThat(found)
                .extracting(stored -> stored.letter().payload()[0] - '0')
                .containsExactly(1, 3);
        assertThat(letters.from(CITY, Reason.PARSE, "a", found.getFirst().id(), 1))
                .extracting(DeadLetter.Stored::id)
                .containsExactly(found.getLast().id());
        assertThat(letters.from(CITY, Reason.MAPPING, "a", 0, 10)).isEmpty();
        assertThat(letters.from(server.tenant("others"), Reason.PARSE, "a", 0, 10)).isEmpty();
    }

    /** Who has tried one again has not tried what came since. */
    @Test
    void letterThatHasComeAgainStays() {
        var letters = new JdbcDeadLetters(database);
        letters.add(List.of(letter("again", "1")));
        var read = letters.from(CITY, Reason.PARSE, "again", 0, 1).getFirst();
        letters.add(List.of(letter("again", "1")));
        assertThat(letters.remove(CITY, read)).as("of the same time").isFalse();
        var counted = letters.find(CITY, read.id()).orElseThrow();
        letters.add(List.of(letter("again", "1", NOW.plusNanos(1_000))));
        assertThat(letters.remove(CITY, counted)).isFalse();
        var last = letters.find(CITY, read.id()).orElseThrow();
        assertThat(last.letter().count()).isEqualTo(3);
        assertThat(letters.remove(server.tenant("others"), last)).isFalse();
        assertThat(letters.remove(CITY, last)).isTrue();
        assertThat(letters.find(CITY, read.id())).isEmpty();
    }

    private static DeadLetter letter(String source, String payload) {
        return letter(source, payload, NOW);
    }

    private static DeadLetter letter(String source, String payload, Instant seen) {
        return new DeadLetter(
                CITY,
                Reason.PARSE,
                source,
                "",
                payload.getBytes(StandardCharsets.UTF_8),
                null,
                1,
                seen);
    }

    private static DeviceGroup group(Tenant tenant, String apikey) {
        var group = new DeviceGroup(tenant, "/", "", apikey, JsonNodeFactory.instance.objectNode());
        new JdbcDeviceGroups(database).add(List.of(group));
        return group;
    }

    private static DiscoveredConfig config(
            String topic, String device, String document, String... names) {
        var topics = new HashMap<String, Integer>();
        for (var name : names) {
            topics.put(name, 1);
        }
        return new DiscoveredConfig(topic, device, topics, document);
    }

    private Result put(DeviceGroup group, DiscoveredConfig config, Instant received) {
        return configs.put(group, config, received, false, LIMITS);
    }

    private Result put(
            String topic,
            String device,
            DeviceGroup group,
            Limits limits,
            String named,
            int states) {
        var config = new DiscoveredConfig(topic, device, Map.of(named, states), "{}");
        return configs.put(group, config, NOW, false, limits);
    }

    private List<String> naming(DeviceGroup group, String topic) {
        var found = new ArrayList<String>();
        configs.naming(group, topic, (config, document) -> found.add(config + " " + document));
        return found;
    }

    private List<String> ofDevice(DeviceGroup group, String device) {
        var found = new ArrayList<String>();
        configs.ofDevice(group, device, (config, document) -> found.add(config + " " + document));
        return found;
    }
}
