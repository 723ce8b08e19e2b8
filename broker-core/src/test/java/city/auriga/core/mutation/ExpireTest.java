package city.auriga.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is left of an Entity is what readers saw of it (4.22). */
class ExpireTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2101-01-01T00:00:00Z");

    @Property
    void whatHasExpiredLeavesAndNothingElse(@ForAll("stored") Entity entity) {
        for (var now : List.of(NOW, LATER)) {
            var outcome = new Expire().apply(entity, now);
            var left = outcome.entity();
            if (entity.isExpired(now)) {
                assertThat(left).isNull();
                assertThat(outcome.changes()).hasSameSizeAs(instances(entity));
            } else {
                assertThat(left.attributes()).isEqualTo(entity.live(now).attributes());
                assertThat(left.types()).isEqualTo(entity.types());
                assertThat(left.scopes()).isEqualTo(entity.scopes());
                assertThat(left.createdAt()).isEqualTo(entity.createdAt());
                assertThat(left.expiresAt()).isEqualTo(entity.expiresAt());
                assertThat(outcome.changes())
                        .hasSize(instances(entity).size() - instances(left).size());
            }
            assertThat(outcome.changes()).allMatch(change -> change.after() == null);
        }
    }

    @Property
    void theSecondTimeNothingHappens(@ForAll("stored") Entity entity) {
        var left = new Expire().apply(entity, NOW).entity();

        var again = new Expire().apply(left, NOW);

        assertThat(again.entityChanged()).isFalse();
        assertThat(again.entity()).isEqualTo(left);
    }

    @Property
    void theEntityIsModifiedWhenAnInstanceLeaves(@ForAll("stored") Entity entity) {
        var outcome = new Expire().apply(entity, NOW);
        if (outcome.entity() != null) {
            assertThat(outcome.entity().modifiedAt())
                    .isEqualTo(outcome.changes().isEmpty() ? entity.modifiedAt() : NOW);
        }
    }

    @Property
    void nothingOfAnEntityExpiresBeforeItsNextExpiry(@ForAll("stored") Entity entity) {
        var next = entity.nextExpiry();
        if (next == null) {
            assertThat(entity.live(LATER)).isEqualTo(entity);
        } else {
            var before = next.minusNanos(1000);
            assertThat(entity.isExpired(before)).isFalse();
            assertThat(entity.live(before)).isEqualTo(entity);
            assertThat(entity.isExpired(next) || !entity.live(next).equals(entity)).isTrue();
        }
    }

    @Example
    void noEntityIsNoChange() {
        assertThat(new Expire().apply(null, NOW).entityChanged()).isFalse();
    }

    @Provide
    Arbitrary<Entity> stored() {
        return MutationArbitraries.stored();
    }

    private static List<Attribute> instances(Entity entity) {
        return entity.attributes().values().stream().flatMap(List::stream).toList();
    }
}
