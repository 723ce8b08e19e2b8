package city.auriga.core.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Entity;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.MutationArbitraries;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.Evaluator;
import city.auriga.core.query.LinkedEntities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever happens to an Entity, those subscriptions are told that a plain reference says, and no
 * others; the index only finds them faster.
 */
class MatchingPropertiesTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Tenant TENANT = new Tenant("city");
    private static final JsonMapper JSON = new JsonMapper();
    private static final SubscriptionReader READER = new SubscriptionReader();
    private static final List<String> NAMES =
            Stream.of("a", "b", "größe", "location", "ex:c", "https://ex.org/v#d")
                    .map(ContextParser.core()::expand)
                    .toList();
    private static final List<String> TYPES =
            Stream.of("T", "U", "ex:V", "https://ex.org/v#W")
                    .map(ContextParser.core()::expand)
                    .toList();

    @Property(tries = 300)
    void thoseAreToldWhoWantToKnow(
            @ForAll("subscriptions") List<Subscription> subscriptions,
            @ForAll("mutations") List<Mutation> mutations) {
        var index = new SubscriptionIndex();
        subscriptions.forEach(subscription -> index.put(TENANT, subscription));
        for (var change : changes(mutations)) {
            assertThat(index.match(change))
                    .as("%s", change)
                    .containsExactlyInAnyOrderElementsOf(expected(subscriptions, change));
        }
    }

    /** Replaced and removed ones leave nothing behind. */
    @Property(tries = 100)
    void theIndexKnowsWhatIsThereNow(
            @ForAll("subscriptions") List<Subscription> before,
            @ForAll("subscriptions") List<Subscription> after,
            @ForAll("mutations") List<Mutation> mutations) {
        var index = new SubscriptionIndex();
        before.forEach(subscription -> index.put(TENANT, subscription));
        var now = after.subList(0, after.size() / 2);
        now.forEach(subscription -> index.put(TENANT, subscription));
        before.stream()
                .map(Subscription::id)
                .filter(id -> now.stream().noneMatch(s -> s.id().equals(id)))
                .forEach(id -> index.remove(TENANT, id));
        for (var change : changes(mutations)) {
            assertThat(index.match(change))
                    .containsExactlyInAnyOrderElementsOf(expected(now, change));
        }
    }

    private static List<String> expected(List<Subscription> all, EntityChange change) {
        return all.stream()
                .filter(Subscription::active)
                .filter(s -> ReferenceMatcher.concerns(change, s.triggers(), s.watched()))
                .filter(s -> Evaluator.matches(s.query(), change.image(), LinkedEntities.NONE))
                .map(Subscription::id)
                .toList();
    }

    private static List<EntityChange> changes(List<Mutation> mutations) {
        var changes = new ArrayList<EntityChange>();
        Entity entity = null;
        for (int i = 0; i < mutations.size(); i++) {
            var now = START.plus(Duration.ofMinutes(i));
            var change = change(entity, mutations.get(i), now);
            if (change.isPresent()) {
                changes.add(change.get());
                entity = change.get().after();
            }
        }
        return changes;
    }

    private static Optional<EntityChange> change(
            @Nullable Entity entity, Mutation mutation, Instant now) {
        try {
            var outcome = mutation.apply(entity, now);
            return outcome.entityChanged()
                    ? Optional.of(
                            new EntityChange(
                                    TENANT,
                                    MutationArbitraries.ID,
                                    entity,
                                    outcome.entity(),
                                    outcome.changes(),
                                    outcome.scopeChanged(),
                                    now))
                    : Optional.empty();
        } catch (NgsiLdException refused) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<List<Mutation>> mutations() {
        return MutationArbitraries.mutations().list().ofMinSize(1).ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Subscription>> subscriptions() {
        return Arbitraries.randomValue(
                random -> IntStream.range(0, 12).mapToObj(i -> subscription(i, random)).toList());
    }

    private static Subscription subscription(int number, Random random) {
        var json = JSON.createObjectNode();
        json.put("id", "urn:s:" + number).put("type", "Subscription");
        json.put("isActive", random.nextInt(8) > 0);
        boolean watches = random.nextBoolean();
        if (watches) {
            var watched = json.putArray("watchedAttributes");
            some(NAMES, random).forEach(watched::add);
        }
        if (!watches || random.nextBoolean()) {
            var selectors = json.putArray("entities");
            for (int i = 0; i <= random.nextInt(2); i++) {
                selector(selectors.addObject(), random);
            }
        }
        if (random.nextBoolean()) {
            var triggers = json.putArray("notificationTrigger");
            some(Arrays.stream(Trigger.values()).map(Trigger::term).toList(), random)
                    .forEach(triggers::add);
        }
        json.putObject("notification").putObject("endpoint").put("uri", "http://localhost/x");
        return READER.read(json);
    }

    private static void selector(ObjectNode selector, Random random) {
        selector.put(
                "type",
                switch (random.nextInt(5)) {
                    case 0 -> "*";
                    case 1 -> one(TYPES, random) + "|" + one(TYPES, random);
                    case 2 -> one(TYPES, random) + ";" + one(TYPES, random);
                    default -> one(TYPES, random);
                });
        switch (random.nextInt(4)) {
            case 0 -> selector.put("id", one(List.of("urn:e:1", "urn:e:2"), random));
            case 1 -> selector.put("idPattern", one(List.of("e:1$", "^urn:x"), random));
            default -> {}
        }
    }

    private static List<String> some(List<String> all, Random random) {
        return random.nextBoolean()
                ? List.of(one(all, random))
                : List.of(one(all, random), one(all, random));
    }

    private static String one(List<String> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
