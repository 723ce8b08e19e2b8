package city.auriga.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.jsonld.ContextParser;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import city.auriga.core.representation.DocumentArbitraries;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.InstanceFragment;
import city.auriga.core.representation.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.ObjectNode;

/** Laws of the mutations. */
class MutationPropertiesTest {
    private static final EntityId ID = new EntityId(DocumentArbitraries.ID);
    private static final Instant THEN = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Property
    void aMutationLeavesItsInputAlone(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        var before = entity.toString();
        apply(mutation, entity);
        assertThat(entity).hasToString(before);
    }

    @Property
    void theSameInputGivesTheSameOutput(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        assertThat(apply(mutation, entity)).isEqualTo(apply(mutation, entity));
    }

    /** History and notifications are made from the changes: they must tell everything. */
    @Property
    void theChangesLeadFromTheOldAttributesToTheNewOnes(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        apply(mutation, entity)
                .ifPresent(outcome -> {
                    var replayed = new LinkedHashMap<>(entity.attributes());
                    for (var change : outcome.changes()) {
                        var there = replayed.getOrDefault(change.name(), List.of());
                        assertThat(Attributes.instance(there, change.datasetId()))
                                .isEqualTo(Optional.ofNullable(change.before()));
                        if (change.after() == null) {
                            Attributes.remove(replayed, change.name(), change.datasetId());
                        } else {
                            Attributes.put(replayed, change.name(), change.after());
                        }
                    }
                    assertThat(replayed).isEqualTo(attributes(outcome.entity()));
                });
    }

    /** Digest 02, section 0.4. */
    @Property
    void timesTellWhatWasTouched(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        apply(mutation, entity)
                .filter(outcome -> outcome.entity() != null)
                .ifPresent(outcome -> {
                    var after = Objects.requireNonNull(outcome.entity());
                    assertThat(after.createdAt()).isEqualTo(entity.createdAt());
                    assertThat(after.modifiedAt())
                            .isEqualTo(outcome.entityChanged() ? NOW : entity.modifiedAt());
                    after.attributes()
                            .forEach((name, instances) ->
                                    instances.forEach(i -> assertTimes(entity, name, i)));
                });
    }

    private static void assertTimes(Entity before, String name, Attribute after) {
        var old = before.instance(name, after.datasetId());
        if (old.isEmpty()) {
            assertThat(after.createdAt()).isEqualTo(NOW);
            assertThat(after.modifiedAt()).isEqualTo(NOW);
        } else {
            assertThat(after.createdAt()).isEqualTo(old.get().createdAt());
            assertThat(after.modifiedAt())
                    .isEqualTo(after.equals(old.get()) ? old.get().modifiedAt() : NOW);
        }
    }

    @Property
    void whatDidNotChangeIsNotStored(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        apply(mutation, entity)
                .filter(outcome -> !outcome.entityChanged())
                .ifPresent(outcome -> {
                    assertThat(outcome.entity()).isEqualTo(entity);
                    assertThat(outcome.changes()).isEmpty();
                    assertThat(outcome.scopeChanged()).isFalse();
                });
    }

    @Property
    void scopesChangedIfTheyDiffer(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        apply(mutation, entity)
                .filter(outcome -> outcome.entity() != null)
                .ifPresent(outcome ->
                        assertThat(outcome.scopeChanged())
                                .isEqualTo(!outcome.entity().scopes().equals(entity.scopes())));
    }

    @Property
    void onlyCreationDoesWithoutAnEntity(@ForAll("mutations") Mutation mutation) {
        try {
            var outcome = mutation.apply(null, NOW);
            assertThat(mutation).isInstanceOfAny(CreateEntity.class, UpsertEntity.class);
            assertThat(outcome.result().created()).isTrue();
        } catch (NgsiLdException refused) {
            assertThat(refused.problem()).isEqualTo(Problem.RESOURCE_NOT_FOUND);
            assertThat(mutation).isNotInstanceOfAny(CreateEntity.class, UpsertEntity.class);
        }
    }

    @Property
    void creatingAndDeletingLeavesNothing(@ForAll("entities") EntityFragment fragment) {
        var created = new CreateEntity(ID, fragment).apply(null, THEN);
        var deleted = new DeleteEntity(ID).apply(created.entity(), NOW);
        assertThat(deleted.entity()).isNull();
        assertThat(deleted.changes())
                .isEqualTo(
                        created.changes().stream()
                                .map(c -> new AttributeChange(c.name(), c.after(), null))
                                .toList());
    }

    @Property
    void whatIsThereIsNotCreatedAgain(
            @ForAll("stored") Entity entity, @ForAll("entities") EntityFragment fragment) {
        assertThat(apply(new CreateEntity(ID, fragment), entity)).isEmpty();
    }

    @Property
    void aReplacedEntityIsAsIfItWereNew(
            @ForAll("stored") Entity entity, @ForAll("entities") EntityFragment fragment) {
        var replaced = new ReplaceEntity(ID, fragment).apply(entity, NOW).entity();
        var created = new CreateEntity(ID, fragment).apply(null, NOW).entity();
        assertThat(content(replaced)).isEqualTo(content(created));
    }

    @Property
    void repeatingChangesNothingMore(
            @ForAll("stored") Entity entity, @ForAll("repeatable") Mutation mutation) {
        var once = apply(mutation, entity).flatMap(o -> Optional.ofNullable(o.entity()));
        once.ifPresent(e -> {
            var twice = mutation.apply(e, NOW.plusSeconds(1)).entity();
            assertThat(content(twice)).isEqualTo(content(e));
        });
    }

    @Property
    void mergingAnEntityWithItselfChangesNothing(@ForAll("documents") ObjectNode document) {
        var entity =
                new CreateEntity(ID, read(document, Purpose.CREATE)).apply(null, THEN).entity();
        var merged = new MergeEntity(ID, read(document, Purpose.MERGE), null).apply(entity, NOW);
        assertThat(content(merged.entity())).isEqualTo(content(entity));
    }

    @Property
    void mergingIntoAnEmptyEntityIsAppending(@ForAll("documents") ObjectNode document) {
        var empty = new Entity(ID, List.of("T"), List.of(), Map.of(), THEN, THEN, null);
        var merged = new MergeEntity(ID, read(document, Purpose.MERGE), null).apply(empty, NOW);
        var appended =
                new AppendAttributes(ID, read(document, Purpose.CREATE), true).apply(empty, NOW);
        assertThat(merged.entity()).isEqualTo(appended.entity());
    }

    @Property
    void anEmptyFragmentChangesNothing(@ForAll("stored") Entity entity) {
        var nothing =
                read(
                        tools.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                        Purpose.MERGE);
        for (var mutation :
                List.of(
                        new MergeEntity(ID, nothing, NOW),
                        new UpdateAttributes(ID, nothing),
                        new AppendAttributes(ID, nothing, true))) {
            var outcome = mutation.apply(entity, NOW);
            assertThat(outcome.entityChanged()).isFalse();
            assertThat(outcome.entity()).isSameAs(entity);
        }
    }

    @Property
    void appendingWithoutOverwriteKeepsWhatIsThere(
            @ForAll("stored") Entity entity, @ForAll("entities") EntityFragment fragment) {
        var outcome = new AppendAttributes(ID, fragment, false).apply(entity, NOW);
        var after = Objects.requireNonNull(outcome.entity());
        entity.attributes()
                .forEach((name, instances) ->
                        assertThat(after.instances(name)).containsAll(instances));
        assertThat(after.types()).containsAll(entity.types());
        assertThat(after.scopes()).containsAll(entity.scopes());
        long asked = fragment.attributes().values().stream().mapToLong(List::size).sum();
        assertThat(outcome.changes().size() + outcome.result().notUpdated().size())
                .isEqualTo((int) asked);
    }

    @Property
    void updatingTouchesOnlyTheInstancesThatItNames(
            @ForAll("stored") Entity entity, @ForAll("entities") EntityFragment fragment) {
        var after = new UpdateAttributes(ID, fragment).apply(entity, NOW).entity();
        entity.attributes()
                .forEach((name, instances) ->
                        instances.stream()
                                .filter(i -> !names(fragment, name, i))
                                .forEach(i ->
                                        assertThat(after.instance(name, i.datasetId()))
                                                .contains(i)));
    }

    private static boolean names(EntityFragment fragment, String name, Attribute instance) {
        return fragment.attributes().getOrDefault(name, List.of()).stream()
                .anyMatch(i -> Objects.equals(i.datasetId(), instance.datasetId()));
    }

    @Property
    void upsertIsCreateOrReplaceOrUpdate(
            @ForAll("stored") Entity entity, @ForAll("entities") EntityFragment fragment) {
        assertThat(new UpsertEntity(ID, fragment, true).apply(null, NOW))
                .isEqualTo(new CreateEntity(ID, fragment).apply(null, NOW));
        assertThat(new UpsertEntity(ID, fragment, true).apply(entity, NOW))
                .isEqualTo(new ReplaceEntity(ID, fragment).apply(entity, NOW));
        assertThat(new UpsertEntity(ID, fragment, false).apply(entity, NOW))
                .isEqualTo(new UpdateAttributes(ID, fragment).apply(entity, NOW));
    }

    @Property
    void deletingEveryAttributeIsPurgingThem(@ForAll("stored") Entity entity) {
        Entity current = entity;
        for (var name : entity.attributes().keySet()) {
            current = new DeleteAttribute(ID, name, null, true).apply(current, NOW).entity();
        }
        var purged =
                new PurgeAttributes(ID, entity.attributes().keySet(), false).apply(entity, NOW);
        assertThat(content(current)).isEqualTo(content(purged.entity()));
        assertThat(current.attributes()).isEmpty();
        var kept = new PurgeAttributes(ID, Set.of(), true).apply(entity, NOW);
        assertThat(content(kept.entity())).isEqualTo(content(purged.entity()));
    }

    @Property
    void anEntityOfAnotherTypeIsMissing(
            @ForAll("stored") Entity entity, @ForAll("mutations") Mutation mutation) {
        assertThat(apply(new Selected(ID, types -> false, mutation), entity)).isEmpty();
        assertThat(apply(new Selected(ID, types -> true, mutation), entity))
                .isEqualTo(apply(mutation, entity));
    }

    /** Empty if the rules refuse the mutation. */
    private static Optional<Outcome> apply(Mutation mutation, Entity entity) {
        try {
            return Optional.of(mutation.apply(entity, NOW));
        } catch (NgsiLdException refused) {
            return Optional.empty();
        }
    }

    private static Map<String, List<Attribute>> attributes(Entity entity) {
        return entity == null ? Map.of() : entity.attributes();
    }

    /** All but the times that the broker sets, and the order of types. */
    private static List<Object> content(Entity entity) {
        return List.of(
                Set.copyOf(entity.types()),
                entity.scopes(),
                Optional.ofNullable(entity.expiresAt()),
                timeless(entity.attributes()));
    }

    private static Map<String, List<Attribute>> timeless(Map<String, List<Attribute>> attributes) {
        var timeless = new LinkedHashMap<String, List<Attribute>>();
        attributes.forEach((name, instances) ->
                timeless.put(
                        name,
                        instances.stream()
                                .sorted((a, b) ->
                                        String.valueOf(a.datasetId())
                                                .compareTo(String.valueOf(b.datasetId())))
                                .map(MutationPropertiesTest::timeless)
                                .toList()));
        return timeless;
    }

    private static Attribute timeless(Attribute a) {
        return new Attribute(
                a.value(),
                a.datasetId(),
                a.observedAt(),
                a.unitCode(),
                a.valueType(),
                a.objectTypes(),
                timeless(a.attributes()),
                Instant.EPOCH,
                Instant.EPOCH,
                a.expiresAt());
    }

    private static EntityFragment read(ObjectNode document, Purpose purpose) {
        return new EntityReader(ContextParser.core(), purpose).fragment(document);
    }

    @Provide
    Arbitrary<ObjectNode> documents() {
        return DocumentArbitraries.entities();
    }

    @Provide
    Arbitrary<EntityFragment> entities() {
        return documents().map(document -> read(document, Purpose.CREATE));
    }

    /** Entities that were created, and some of them merged, a month ago. */
    @Provide
    Arbitrary<Entity> stored() {
        return entities()
                .map(fragment -> {
                    var created = THEN.minus(Duration.ofDays(1));
                    var entity = new CreateEntity(ID, fragment).apply(null, created).entity();
                    return new MergeEntity(ID, fragment, null).apply(entity, THEN).entity();
                });
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        return Arbitraries.oneOf(
                repeatable(),
                entities().map(e -> new CreateEntity(ID, e)),
                Arbitraries.just(new DeleteEntity(ID)),
                attributeMutations());
    }

    /** Those that have the same effect twice as once. */
    @Provide
    Arbitrary<Mutation> repeatable() {
        return Arbitraries.oneOf(
                entities().map(e -> new ReplaceEntity(ID, e)),
                entities().map(e -> new UpdateAttributes(ID, e)),
                entities().map(e -> new AppendAttributes(ID, e, true)),
                entities().map(e -> new AppendAttributes(ID, e, false)),
                entities().map(e -> new UpsertEntity(ID, e, true)),
                entities().map(e -> new UpsertEntity(ID, e, false)),
                DocumentArbitraries.mergePatches()
                        .map(patch -> new MergeEntity(ID, read(patch, Purpose.MERGE), null)),
                Arbitraries.of("a", "b", "größe")
                        .set()
                        .map(names ->
                                new PurgeAttributes(
                                        ID,
                                        Set.copyOf(
                                                names.stream()
                                                        .map(ContextParser.core()::expand)
                                                        .toList()),
                                        names.size() % 2 == 0)));
    }

    private Arbitrary<Mutation> attributeMutations() {
        return entities()
                .map(fragment -> {
                    var all = new ArrayList<Mutation>();
                    fragment.attributes()
                            .forEach((name, instances) -> {
                                for (var instance : instances) {
                                    all.add(new PartialUpdate(ID, name, instance));
                                    all.add(
                                            new DeleteAttribute(
                                                    ID, name, instance.datasetId(), false));
                                    if (instance instanceof InstanceFragment.Put(var attribute)) {
                                        all.add(new ReplaceAttribute(ID, name, attribute));
                                    }
                                }
                            });
                    return all.isEmpty() ? List.<Mutation>of(new DeleteEntity(ID)) : all;
                })
                .flatMap(Arbitraries::of);
    }
}
