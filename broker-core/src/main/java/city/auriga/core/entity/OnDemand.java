package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.query.Projection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Port: Attributes whose values somebody is asked for when they are read. */
@FunctionalInterface
public interface OnDemand {
    /** Nobody can be asked. */
    OnDemand NOBODY = (_, _, _) -> Answers.NONE;

    /**
     * Asks for what is about to be shown; blocks until what was answered is committed, but not for
     * long. Returns at once if none of the Entities has such Attributes.
     *
     * @param entities as they were found
     * @param projection what is shown of them
     */
    Answers ask(Tenant tenant, List<Entity> entities, Projection projection);

    /**
     * What became of it.
     *
     * @param news whether something was written, so that the Entities are to be read again
     * @param missing expanded names of Attributes that no answer came for, by their Entity
     */
    record Answers(boolean news, Map<EntityId, Set<String>> missing) {
        public static final Answers NONE = new Answers(false, Map.of());

        public Answers {
            missing = Map.copyOf(missing);
        }
    }
}
