package city.auriga.core.query;

import city.auriga.core.model.Entity;
import java.util.Optional;

/** Finds the Entities that Relationships point to, for {@code a{b}} in a {@code q} (4.9). */
@FunctionalInterface
public interface LinkedEntities {
    /** Finds nothing. */
    LinkedEntities NONE = _ -> Optional.empty();

    /** The Entity with this id, without what is expired; empty if it cannot be resolved. */
    Optional<Entity> find(String id);
}
