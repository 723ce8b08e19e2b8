package city.auriga.api.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityFragment;

/** What holds for every body that is about an Entity of the path. */
final class Fragments {
    private Fragments() {}

    static void requireSameId(EntityId path, EntityFragment fragment) {
        if (fragment.id() != null && !fragment.id().equals(path)) {
            throw NgsiLdException.badData(
                    "$.id", "the body is about " + fragment.id() + ", the path about " + path);
        }
    }
}
