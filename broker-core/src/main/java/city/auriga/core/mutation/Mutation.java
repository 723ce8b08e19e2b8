package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change to one Entity, as a pure function of the standard's rules. The batch writer folds
 * mutations over the stored Entity; there is no second way to change one.
 */
public sealed interface Mutation
        permits AppendAttributes,
                ApplyReading,
                CreateEntity,
                DeleteAttribute,
                DeleteEntity,
                Expire,
                MergeEntity,
                MergeSimplified,
                PartialUpdate,
                PurgeAttributes,
                ReplaceAttribute,
                ReplaceEntity,
                Selected,
                UpdateAttributes,
                UpsertEntity,
                WhileMatching {
    /**
     * @param current the Entity as it is; null if there is none or it has expired
     * @param now the time of the request: every timestamp of the change
     * @return the Entity as it shall be, and what changed
     * @throws city.auriga.core.problem.NgsiLdException if the rules refuse the change; nothing is
     *     changed then
     */
    Outcome apply(@Nullable Entity current, Instant now);

    /** Who has measured it, if somebody must not be told of it; null for anybody else. */
    default @Nullable String origin() {
        return null;
    }
}
