package city.auriga.api.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.api.Json;
import city.auriga.api.Receiver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random subscriptions, random changes: each subscription gets what a plain model says, in its
 * order, nothing else and nothing twice.
 */
class DeliveredAsMatchedTest extends SubscriberTest {
    private static final int SUBSCRIPTIONS = 8;
    private static final int CHANGES = 60;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> TRIGGERS =
            List.of(
                    "entityCreated",
                    "entityUpdated",
                    "entityDeleted",
                    "attributeCreated",
                    "attributeUpdated",
                    "attributeDeleted");

    private record Wish(int number, String type, Set<String> watched, Set<String> triggers) {}

    private final List<Wish> wishes = new ArrayList<>();
    private final Map<Integer, List<JsonNode>> expected = new LinkedHashMap<>();

    /** What each Entity holds: its attributes; the type is its id's. */
    private final Map<String, Map<String, Integer>> entities = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void eachIsToldWhatItWantsToKnow(int seed) {
        var random = new Random(seed);
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            subscribe(i, random);
        }
        for (int i = 0; i < CHANGES; i++) {
            change(random);
        }
        int all = expected.values().stream().mapToInt(List::size).sum();
        Awaitility.await().until(() -> receiver.deliveries().size() >= all);
        Outboxes.awaitNone(tenant);
        for (var wish : wishes) {
            assertThat(told(wish.number))
                    .as("%s", wish)
                    .isEqualTo(expected.getOrDefault(wish.number, List.of()));
        }
        assertThat(receiver.deliveries()).hasSize(all);
        assertThat(receiver.deliveries().stream().map(Receiver.Delivery::notificationId))
                .doesNotHaveDuplicates();
    }

    private void subscribe(int number, Random random) {
        var type = random.nextInt(3) == 0 ? "*" : random.nextBoolean() ? "T" : "U";
        var watched = random.nextBoolean() ? Set.<String>of() : some(NAMES, random);
        boolean usual = random.nextInt(3) == 0;
        var triggers =
                usual ? Set.of("attributeCreated", "attributeUpdated") : some(TRIGGERS, random);
        var wish = new Wish(number, type, watched, triggers);
        wishes.add(wish);
        api.post(
                        "/subscriptions",
                        """
                        {id:'urn:s:%d', type:'Subscription', entities:[{type:'%s'}]%s%s,
                         notification:{format:'simplified',endpoint:{uri:'%s'}}}
                        """
                                .formatted(
                                        number,
                                        type,
                                        watched.isEmpty()
                                                ? ""
                                                : ", watchedAttributes:" + list(watched),
                                        usual ? "" : ", notificationTrigger:" + list(triggers),
                                        receiver.url()))
                .is(201);
    }

    private static Set<String> some(List<String> all, Random random) {
        var some = new TreeSet<String>();
        while (some.isEmpty()) {
            all.stream().filter(name -> random.nextInt(3) == 0).forEach(some::add);
        }
        return some;
    }

    private static String list(Set<String> names) {
        return "['" + String.join("','", names) + "']";
    }

    /** One request; values are small numbers, so that some change nothing. */
    private void change(Random random) {
        var type = random.nextBoolean() ? "T" : "U";
        var id = "urn:" + type + ":" + random.nextInt(2);
        var name = NAMES.get(random.nextInt(NAMES.size()));
        int value = random.nextInt(3);
        var before = entities.get(id);
        if (before == null) {
            api.post("/entities", "{id:'%s', type:'%s', %s:%d}".formatted(id, type, name, value))
                    .is(201);
            become(id, Map.of(name, value));
            return;
        }
        var after = new LinkedHashMap<>(before);
        switch (random.nextInt(5)) {
            case 0 -> {
                api.delete("/entities/" + id).is(204);
                become(id, null);
            }
            case 1 -> {
                api.delete("/entities/" + id + "/attrs/" + name)
                        .is(before.containsKey(name) ? 204 : 404);
                after.remove(name);
                become(id, after);
            }
            default -> {
                api.post("/entities/" + id + "/attrs", "{%s:%d}".formatted(name, value)).is(204);
                after.put(name, value);
                become(id, after);
            }
        }
    }

    private void become(String id, @Nullable Map<String, Integer> after) {
        var before = entities.get(id);
        var type = id.split(":")[1];
        for (var wish : wishes) {
            if ((wish.type.equals("*") || wish.type.equals(type))
                    && concerns(wish, before, after)) {
                expected.computeIfAbsent(wish.number, n -> new ArrayList<>())
                        .add(notification(wish, id, type, before, after));
            }
        }
        if (after == null) {
            entities.remove(id);
        } else {
            entities.put(id, new LinkedHashMap<>(after));
        }
    }

    private static boolean concerns(
            Wish wish,
            @Nullable Map<String, Integer> before,
            @Nullable Map<String, Integer> after) {
        var was = before == null ? Map.<String, Integer>of() : before;
        var is = after == null ? Map.<String, Integer>of() : after;
        var events = new HashSet<String>();
        for (var name : NAMES) {
            if (!wish.watched.isEmpty() && !wish.watched.contains(name)) {
                continue;
            }
            if (!was.containsKey(name) && is.containsKey(name)) {
                events.add("attributeCreated");
            } else if (was.containsKey(name) && !is.containsKey(name)) {
                events.add("attributeDeleted");
            } else if (!Objects.equals(was.get(name), is.get(name))) {
                events.add("attributeUpdated");
            }
        }
        boolean any = !events.isEmpty();
        if (any || wish.watched.isEmpty()) {
            if (before == null) {
                events.add("entityCreated");
            } else if (after == null) {
                events.add("entityDeleted");
            }
        }
        if (any && before != null && after != null) {
            events.add("entityUpdated");
        }
        return events.stream().anyMatch(wish.triggers::contains);
    }

    private static JsonNode notification(
            Wish wish,
            String id,
            String type,
            @Nullable Map<String, Integer> before,
            @Nullable Map<String, Integer> after) {
        var told = Json.of("{}").asObject().put("id", id).put("type", type);
        if (after != null) {
            after.forEach(told::put);
        }
        if (before != null && (after != null || wish.triggers.contains("attributeDeleted"))) {
            before.keySet().stream()
                    .filter(name -> after == null || !after.containsKey(name))
                    .filter(name ->
                            after != null || wish.watched.isEmpty() || wish.watched.contains(name))
                    .forEach(name -> told.put(name, "urn:ngsi-ld:null"));
        }
        return told;
    }

    private List<JsonNode> told(int number) {
        return receiver.deliveries().stream()
                .filter(d -> d.body().get("subscriptionId").asString().equals("urn:s:" + number))
                .map(Receiver.Delivery::entity)
                .map(DeliveredAsMatchedTest::withoutTime)
                .toList();
    }

    private static JsonNode withoutTime(JsonNode entity) {
        var copy = (ObjectNode) entity.deepCopy();
        copy.remove("deletedAt");
        return copy;
    }
}
