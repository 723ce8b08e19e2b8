package city.auriga.iot.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.auriga.core.device.BrokerSubscriptions.Made;
import city.auriga.core.device.ConfigurationSubscription;
import city.auriga.core.device.Device;
import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import city.auriga.iot.device.CommandTargets;
import city.auriga.iot.device.Profiles;
import city.auriga.iot.reading.TestAgent;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CommandSubscriptionsTest {
    private static final String NAMES = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static final Tenant OTHER = new Tenant("other");

    private static final String WORD = InMemoryChanges.word(TestAgent.TENANT);

    private final TestAgent agent = new TestAgent();
    private final InMemoryChanges store = new InMemoryChanges();
    private final Subscribed broker = new Subscribed();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean mine = true;
    private InstantSource clock = InstantSource.system();
    private Duration forget = Duration.ofHours(1);

    /** A broker with nothing but subscriptions. */
    private static final class Subscribed implements BrokerClient {
        final Map<String, JsonNode> all = new ConcurrentHashMap<>();
        final Map<Tenant, Integer> refuses = new ConcurrentHashMap<>();
        final List<String> requests = new CopyOnWriteArrayList<>();
        volatile boolean away;

        /** How often it does not show Entities. */
        final AtomicInteger fails = new AtomicInteger();

        /** How often it was asked for Entities. */
        final AtomicInteger looks = new AtomicInteger();

        volatile String entities = "[]";

        @Override
        public Answer exchange(Tenant tenant, String method, String path, byte @Nullable [] body)
                throws IOException {
            requests.add(method + " " + tenant.name());
            if (away) {
                throw new IOException("nobody there");
            }
            var refusal = refuses.get(tenant);
            if (refusal != null) {
                return new Answer(refusal, "not to " + InMemoryChanges.word(tenant), null);
            }
            if (path.startsWith("/entities?")) {
                looks.incrementAndGet();
                return fails.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                        ? new Answer(503, "", null)
                        : new Answer(200, path.contains("offset=0") ? entities : "[]", null);
            }
            var document = body == null ? null : new JsonMapper().readTree(body);
            if (method.equals("POST")) {
                all.put(document.get("id").stringValue(), document);
                return new Answer(201, "", null);
            }
            var id = path.substring(path.lastIndexOf('/') + 1);
            var there = all.get(id);
            if (there == null) {
                return new Answer(404, "", null);
            }
            switch (method) {
                case "DELETE" -> all.remove(id);
                case "PATCH" ->
                        ((ObjectNode) there).set("notification", document.get("notification"));
                default -> {
                    return new Answer(200, there.toString(), null);
                }
            }
            return new Answer(204, "", null);
        }

        String watched() {
            return all.values().stream()
                    .map(s ->
                            s.at("/entities/0/type").asString("")
                                    + " "
                                    + s.at("/watchedAttributes/0").asString(""))
                    .map(text -> text.replace("https://uri.etsi.org/ngsi-ld/default-context/", ""))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }

    private CommandSubscriptions subscriptions(@Nullable String url) {
        return new CommandSubscriptions(
                store,
                new CommandTargets(
                        agent.stores.groups,
                        agent.stores.devices,
                        new Profiles(
                                (tenant, value) -> agent.contexts.get(tenant, value),
                                TestAgent.json("{}"),
                                200)),
                agent.watchedElsewhere,
                broker,
                new NotifiedChanges(
                        store, store, agent.making, agent.watchedElsewhere, agent.names, clock),
                () -> {
                    turns.incrementAndGet();
                    return mine;
                },
                new SubscribeSettings(
                        url == null ? null : URI.create(url),
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        Duration.ofMillis(10),
                        Duration.ofMillis(40),
                        Duration.ofMillis(5),
                        forget),
                clock);
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private void gates(Tenant tenant, String apikey) {
        agent.group(
                tenant,
                "/iot/json",
                apikey,
                "{'entity_type':'Gate','commands':[{'name':'open'},{'name':'shut'}]}");
    }

    /** Who watches hears of what changed before the broker knew that, too. */
    @Test
    void watchesWhatDevicesWatch() {
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        try (var subscriptions = subscriptions("http://agent:4041")) {
            await().until(() -> turns.get() > 1);
            agent.watching.put(
                    new ConfigurationSubscription(
                            device, "urn:g1", NAMES + "Gate", List.of("w"), List.of(NAMES + "w")));
            subscriptions.watchedChanged(TestAgent.TENANT, "urn:g1");
            await().untilAsserted(() -> assertThat(broker.watched()).isEqualTo("Gate w"));
            await().until(() -> isDue(device));
            assertThat(isDue(device)).isFalse();
            broker.all.clear();
            await().until(() -> isDue(device));
            agent.watching.remove(device);
            subscriptions.watchedChanged(TestAgent.TENANT, "urn:g1");
            await().untilAsserted(() -> assertThat(broker.watched()).isEmpty());
        }
    }

    /** The process that made the subscription died before it could say so. */
    @Test
    void tellsThoseWhoMayHaveMissedWhatChangedMeanwhile() {
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        agent.watching.put(
                new ConfigurationSubscription(
                        device, "urn:g1", NAMES + "Gate", List.of("w"), List.of(NAMES + "w")));
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> isDue(device));
            await().until(() ->
                    store.all().stream().allMatch(one -> one.endpoint().startsWith("http")));
        }
        try (var _ = subscriptions("http://agent:4041")) {
            int before = turns.get();
            await().until(() -> turns.get() > before + 3);
            assertThat(isDue(device)).isFalse();
        }
        store.put(store.all().getFirst().begun());
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> isDue(device));
        }
    }

    @Test
    void forgetsWhatChangedLongAgo() {
        var now = Instant.now();
        var old = now.minus(Duration.ofDays(32));
        store.heard(TestAgent.TENANT, "urn:g1", "open", Map.of("", old, "urn:d", now));
        forget = Duration.ofMillis(20);
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() ->
                    store.newest(TestAgent.TENANT, "urn:g1", "open").equals(Map.of("urn:d", now)));
        }
    }

    /** A clock may have to be set first. */
    @Test
    void forgetsNothingAtOnce() {
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> turns.get() > 30);
        }
        assertThat(store.forgets).hasValue(0);
    }

    @Test
    void subscribesThoughNothingCanBeForgotten() {
        store.broken = true;
        forget = Duration.ofMillis(1);
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> store.forgets.get() > 1);
            gates(TestAgent.TENANT, "gates");
            await().until(() -> broker.all.size() == 2);
        }
    }

    /** Somebody watched it before, so the broker has the subscription already. */
    @Test
    void takesNothingThatWasWrittenBeforeItBecameACommand() {
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        agent.watching.put(
                new ConfigurationSubscription(
                        device, "urn:g9", NAMES + "Gate", List.of("o"), List.of(NAMES + "open")));
        var begin = Instant.now().minus(Duration.ofDays(20));
        clock = () -> begin;
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> isDue(device));
            await().until(() ->
                    store.all().stream().anyMatch(one -> one.endpoint().startsWith("http")));
            assertThat(store.all()).noneMatch(Made::command);
        }
        var now = Instant.now();
        var before = gate("g1", now.minus(Duration.ofDays(10)));
        broker.entities = "[" + before + "," + gate("g2", now.minusSeconds(1)) + "]";
        agent.stores.devices.add(List.of(device("g1", "{}"), device("g2", "{}")));
        clock = InstantSource.system();
        // Else it might be looked at before it is a command.
        broker.away = true;
        try (var subscriptions = subscriptions("http://agent:4041")) {
            agent.group(
                    TestAgent.TENANT,
                    "/iot/json",
                    "gates",
                    "{'entity_type':'Gate','commands':[{'name':'open'}]}");
            subscriptions.groupsChanged();
            await().until(() -> store.all().stream().anyMatch(Made::command));
            broker.away = false;
            await().until(() -> agent.commands.all.size() == 1);
            assertThat(agent.commands.all.getFirst().entity()).endsWith("g2");
            await().until(() -> broker.looks.get() >= 2);
            assertThat(agent.commands.all).hasSize(1);
            assertThat(broker.all).hasSize(1);
            assertThat(isDue(device)).as("who watches it is told").isTrue();
        }
    }

    /** An @context that cannot be had hides what is declared. */
    @Test
    void takesACommandForWatchedOnlyIfThatIsSure() {
        var device = new Address(TestAgent.TENANT, "/", "gates", "g1");
        gates(TestAgent.TENANT, "gates");
        try (var subscriptions = subscriptions("http://agent:4041")) {
            await().until(() -> broker.all.size() == 2);
            agent.watching.put(
                    new ConfigurationSubscription(
                            device,
                            "urn:g1",
                            NAMES + "Gate",
                            List.of("o"),
                            List.of(NAMES + "open")));
            agent.stores.groups.all.clear();
            agent.group(
                    TestAgent.TENANT,
                    "/iot/json",
                    "odd",
                    "{'jsonldContext':'http://nowhere/','commands':[{'name':'x'}]}");
            subscriptions.groupsChanged();
            int before = turns.get();
            await().until(() -> turns.get() > before + 50);
            assertThat(store.all()).hasSize(2).allMatch(Made::command);
            agent.stores.groups.all.clear();
            subscriptions.groupsChanged();
            await().untilAsserted(() ->
                    assertThat(store.all()).extracting(Made::command).containsExactly(false));
            await().untilAsserted(() -> assertThat(broker.watched()).isEqualTo("Gate open"));
        }
    }

    private boolean isDue(Address device) {
        var now = Instant.now();
        var due = agent.watching.claim(device, now, now);
        due.ifPresent(claimed -> agent.watching.told(device, claimed.version()));
        return due.isPresent();
    }

    @Test
    void watchesWhatIsDeclaredAndForgetsWhatIsNot() {
        gates(TestAgent.TENANT, "gates");
        agent.stores.devices.add(
                List.of(
                        device("own", "{'entity_type':'Door','commands':[{'name':'ring'}]}"),
                        device("typed", "{'entity_type':'Door'}")));
        try (var subscriptions = subscriptions("http://agent:4041")) {
            await().untilAsserted(() ->
                    assertThat(broker.watched())
                            .isEqualTo("Door open, Door ring, Door shut, Gate open, Gate shut"));
            var one = broker.all.values().iterator().next();
            assertThat(one.at("/notification/endpoint/uri").asString(""))
                    .isEqualTo("http://agent:4041/notify/" + WORD + "/city");
            assertThat(one.at("/notification/sysAttrs").asBoolean(false)).isTrue();
            agent.stores.devices.all.clear();
            subscriptions.deviceChanged("gates", "own");
            await().untilAsserted(
                            () -> assertThat(broker.watched()).isEqualTo("Gate open, Gate shut"));
            assertThat(store.all()).hasSize(2);
            assertThat(subscriptions.state().subscriptions()).isEqualTo(2);
        }
    }

    @Test
    void makesAgainWhatSomebodyDeletesAndMovesWithItsAddress() {
        gates(TestAgent.TENANT, "gates");
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> broker.all.size() == 2);
            var ids = List.copyOf(broker.all.keySet());
            broker.all.clear();
            await().until(() -> broker.all.keySet().containsAll(ids));
            broker.all.values().forEach(CommandSubscriptionsTest::pause);
            await().until(() ->
                    broker.all.size() == 2
                            && broker.all.values().stream().noneMatch(s -> s.has("isActive")));
        }
        try (var _ = subscriptions("http://moved")) {
            await().until(() ->
                    broker.all.values().stream()
                            .allMatch(s ->
                                    s.at("/notification/endpoint/uri")
                                            .asString("")
                                            .equals("http://moved/notify/" + WORD + "/city")));
        }
        try (var _ = subscriptions(null)) {
            await().until(() -> broker.all.isEmpty() && store.all().isEmpty());
        }
    }

    private static void pause(JsonNode subscription) {
        ((ObjectNode) subscription).put("isActive", false);
    }

    @Test
    void triesAgainAndNamesTheTenantThatIsRefused() {
        gates(TestAgent.TENANT, "gates");
        gates(OTHER, "others");
        broker.refuses.put(OTHER, 403);
        try (var subscriptions = subscriptions("http://agent:4041")) {
            await().until(() -> broker.all.size() == 2);
            await().untilAsserted(() ->
                    assertThat(subscriptions.state().troubles())
                            .containsOnlyKeys("other")
                            .containsValue(
                                    "a subscription cannot be looked at: the broker answered 403:"
                                            + " not to …"));
            broker.away = true;
            await().until(() -> subscriptions.state().troubles().containsKey("city"));
            broker.away = false;
            broker.refuses.clear();
            await().until(() ->
                    broker.all.size() == 4 && subscriptions.state().troubles().isEmpty());
        }
    }

    /** The broker has told nobody while we were away. */
    @Test
    void looksForWhatWasMissedAndForNothingThatMayBeOnItsWay() {
        gates(TestAgent.TENANT, "gates");
        agent.stores.devices.add(List.of(device("g1", "{}"), device("g2", "{}")));
        var now = Instant.now();
        broker.entities = "[" + gate("g1", now) + "," + gate("g2", now.plusSeconds(60)) + "]";
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> agent.commands.all.size() == 1);
            assertThat(agent.commands.all.getFirst().entity()).endsWith("g1");
            broker.entities = "[{\"id\":\"odd\"}," + gate("g1", now.plusMillis(1)) + "]";
            broker.fails.set(3);
            broker.all
                    .values()
                    .forEach(s ->
                            ((ObjectNode) s.get("notification"))
                                    .put("lastFailure", "2026-05-01T10:00:00Z"));
            await().until(() -> agent.commands.all.size() == 2);
            int before = broker.requests.size();
            await().until(() -> broker.requests.size() > before + 20);
            assertThat(agent.commands.all).hasSize(2);
        }
    }

    /** What a clock that is ahead says of the last changes seems to be on its way still. */
    @Test
    void looksASecondTimeAsTheClockOfTheBrokerMayBeAhead() {
        agent.group(
                TestAgent.TENANT,
                "/iot/json",
                "gates",
                "{'entity_type':'Gate','commands':[{'name':'open'}]}");
        agent.stores.devices.add(List.of(device("g1", "{}")));
        var now = Instant.now();
        broker.entities = "[" + gate("g1", now.plusSeconds(60)) + "]";
        clock = () -> broker.looks.get() == 0 ? now : now.plusSeconds(120);
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> broker.looks.get() == 1);
            assertThat(agent.commands.all).isEmpty();
            await().until(() -> agent.commands.all.size() == 1);
            int before = broker.requests.size();
            await().until(() -> broker.requests.size() > before + 5);
            assertThat(broker.looks).hasValue(2);
        }
    }

    private static String gate(String id, Instant modified) {
        return """
        {"id":"urn:ngsi-ld:Gate:%s","type":"Gate","open":{"type":"Property","value":1,"modifiedAt":"%s"}}\
        """
                .formatted(id, modified);
    }

    @Test
    void leavesItToTheProcessWhoseTurnItIs() {
        gates(TestAgent.TENANT, "gates");
        mine = false;
        try (var _ = subscriptions("http://agent:4041")) {
            await().until(() -> turns.get() > 3);
            assertThat(broker.requests).isEmpty();
            mine = true;
            await().until(() -> broker.all.size() == 2);
        }
    }

    private static Device device(String id, String document) {
        return new Device(TestAgent.TENANT, "/", "gates", id, TestAgent.json(document));
    }
}
