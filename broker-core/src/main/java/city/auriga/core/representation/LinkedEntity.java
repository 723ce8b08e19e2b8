package city.auriga.core.representation;

import city.auriga.core.model.Entity;
import city.auriga.core.query.Projection;
import java.util.Map;

/**
 * An Entity with those that its Relationships lead to (4.5.23).
 *
 * @param projection what is shown of it
 * @param links by the expanded name of a Relationship and the URI of its object: the Entities that
 *     are shown in it
 */
public record LinkedEntity(
        Entity entity, Projection projection, Map<String, Map<String, LinkedEntity>> links) {
    public LinkedEntity {
        links = Map.copyOf(links);
    }

    /** An Entity that shows no other. */
    public static LinkedEntity alone(Entity entity, Projection projection) {
        return new LinkedEntity(entity, projection, Map.of());
    }
}
