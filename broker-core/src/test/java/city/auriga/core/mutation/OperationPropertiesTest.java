package city.auriga.core.mutation;

import static city.auriga.core.mutation.MutationArbitraries.ID;
import static city.auriga.core.mutation.MutationArbitraries.NOW;
import static city.auriga.core.mutation.MutationArbitraries.THEN;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.DocumentArbitraries;
import city.auriga.core.representation.EntityFragment;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Laws of single operations (5.6.1 to 5.6.8, 5.6.17, 5.6.18, 5.6.21). */
class OperationPropertiesTest {
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
                new CreateEntity(ID, MutationArbitraries.read(document, Purpose.CREATE))
                        .apply(null, THEN)
                        .entity();
        var merged =
                new MergeEntity(ID, MutationArbitraries.read(document, Purpose.MERGE), null)
                        .apply(entity, NOW);
        assertThat(content(merged.entity())).isEqualTo(content(entity));
    }

    @Property
    void mergingIntoAnEmptyEntityIsAppending(@ForAll("documents") ObjectNode document) {
        var empty = new Entity(ID, List.of("T"), List.of(), Map.of(), THEN, THEN, null);
        var merged =
                new MergeEntity(ID, MutationArbitraries.read(document, Purpose.MERGE), null)
                        .apply(empty, NOW);
        var appended =
                new AppendAttributes(ID, MutationArbitraries.read(document, Purpose.CREATE), true)
                        .apply(empty, NOW);
        assertThat(merged.entity()).isEqualTo(appended.entity());
    }

    @Property
    void anEmptyFragmentChangesNothing(@ForAll("stored") Entity entity) {
        var nothing =
                MutationArbitraries.read(JsonNodeFactory.instance.objectNode(), Purpose.MERGE);
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
        long skipped =
                outcome.result().notUpdated().stream()
                        .filter(n -> fragment.attributes().containsKey(n.attributeName()))
                        .count();
        assertThat(outcome.changes().size() + skipped).isEqualTo(asked);
        if (entity.expiresAt() != null) {
            assertThat(after.expiresAt()).isEqualTo(entity.expiresAt());
        }
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
                .isEqualTo(new UpdateAttributes(ID, fragment).apply(entity, NOW).asComplete());
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
                                .map(OperationPropertiesTest::timeless)
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

    @Provide
    Arbitrary<ObjectNode> documents() {
        return DocumentArbitraries.entities();
    }

    @Provide
    Arbitrary<EntityFragment> entities() {
        return MutationArbitraries.entities();
    }

    @Provide
    Arbitrary<Entity> stored() {
        return MutationArbitraries.stored();
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        return MutationArbitraries.mutations();
    }

    @Provide
    Arbitrary<Mutation> repeatable() {
        return MutationArbitraries.repeatable();
    }
}
