package city.auriga.core.mutation;

import static city.auriga.core.mutation.MutationArbitraries.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.Entity;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of all mutations. */
class MutationPropertiesTest {
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

    @Provide
    Arbitrary<Entity> stored() {
        return MutationArbitraries.stored();
    }

    @Provide
    Arbitrary<Mutation> mutations() {
        return MutationArbitraries.mutations();
    }
}
