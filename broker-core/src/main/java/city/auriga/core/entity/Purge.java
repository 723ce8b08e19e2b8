package city.auriga.core.entity;

import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.mutation.DeleteEntity;
import city.auriga.core.mutation.Mutation;
import city.auriga.core.mutation.PurgeAttributes;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.query.EntityQuery;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Purge Entities does to the Entities that it finds (5.6.21).
 *
 * @param attributes expanded names; null deletes the Entities
 * @param keep whether the named Attributes are the ones that stay; else they are the ones that go
 */
public record Purge(EntityQuery query, @Nullable Set<String> attributes, boolean keep) {
    /**
     * @param kept null if absent
     * @param dropped null if absent
     * @throws NgsiLdException BadRequestData if both are there, or the query follows Relationships
     */
    public static Purge of(
            EntityQuery query, @Nullable Set<String> kept, @Nullable Set<String> dropped) {
        if (kept != null && dropped != null) {
            throw NgsiLdException.badData("keep", "keep and drop exclude each other");
        }
        query.requireLinks(0);
        return new Purge(query, kept == null ? dropped : kept, kept != null);
    }

    Mutation mutation(Entity entity) {
        EntityId id = entity.id();
        return attributes == null
                ? new DeleteEntity(id)
                : new PurgeAttributes(id, attributes, keep);
    }
}
