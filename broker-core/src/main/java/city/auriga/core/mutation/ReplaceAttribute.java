package city.auriga.core.mutation;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.representation.AttributeFragment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Replace Attribute (5.6.19).
 *
 * @param name expanded
 * @param attribute read as a whole
 */
public record ReplaceAttribute(EntityId id, String name, AttributeFragment attribute)
        implements Mutation {
    @Override
    public Outcome apply(@Nullable Entity current, Instant now) {
        var draft = new Draft(Existing.require(current, id), now);
        if (draft.find(name, attribute.datasetId()).isEmpty()) {
            throw Existing.noAttribute(id, name, attribute.datasetId());
        }
        draft.put(name, attribute.toAttribute(now));
        return draft.finish(false);
    }
}
