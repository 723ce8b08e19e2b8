package city.auriga.iot.mapping;

import city.auriga.core.model.EntityId;
import city.auriga.core.representation.EntityFragment;

/**
 * An entity as one measure sees it.
 *
 * @param fragment names expanded; to be appended to what is stored
 */
public record MappedEntity(EntityId id, EntityFragment fragment) {}
