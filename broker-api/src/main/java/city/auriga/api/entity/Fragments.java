package city.auriga.api.entity;

import city.auriga.core.model.EntityId;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.representation.EntityFragment;
import tools.jackson.databind.JsonNode;

/** What holds for every body that is about an Entity of the path. */
final class Fragments {
    private Fragments() {}

    static void requireSameId(EntityId path, EntityFragment fragment) {
        if (fragment.id() != null && !fragment.id().equals(path)) {
            throw NgsiLdException.badData(
                    "$.id", "the body is about " + fragment.id() + ", the path about " + path);
        }
    }

    /** As the other, for a body that can be read only when the Entity is known. */
    static void requireSameId(EntityId path, JsonNode body) {
        var id = body.has("id") ? body.get("id") : body.get("@id");
        if (id != null && !id.asString("").equals(path.value())) {
            throw NgsiLdException.badData(
                    "$.id", "the body is about " + id + ", the path about " + path);
        }
    }
}
