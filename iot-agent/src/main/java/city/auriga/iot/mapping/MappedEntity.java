package city.auriga.iot.mapping;

import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.Thinning;
import city.auriga.core.representation.EntityFragment;
import java.util.Map;

/**
 * An entity as one measure sees it.
 *
 * @param fragment names expanded; to be appended to what is stored
 * @param thinnings of its Attributes of which not every value is written, by expanded name
 */
public record MappedEntity(EntityId id, EntityFragment fragment, Map<String, Thinning> thinnings) {
    public MappedEntity {
        thinnings = Map.copyOf(thinnings);
    }
}
