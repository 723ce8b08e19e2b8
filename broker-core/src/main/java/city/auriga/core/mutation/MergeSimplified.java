package city.auriga.core.mutation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.EntityReader;
import city.auriga.core.representation.Purpose;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Merge Entity with a body in simplified form (5.6.17). What a value means depends on the Attribute
 * that it is for, so it is read when the Entity is known.
 *
 * @param body with the id of the Entity, or none
 * @param observedAt as in {@link MergeEntity}
 * @param lang as in {@link MergeEntity}
 */
public record MergeSimplified(
        EntityId id,
        JsonNode body,
        Context context,
        @Nullable Instant observedAt,
        @Nullable String lang)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var fragment =
                new EntityReader(context, Purpose.MERGE)
                        .simplified(body, Existing.require(current, id), lang);
        return new MergeEntity(id, fragment, observedAt, lang).apply(current, now);
    }
}
