package city.auriga.iot.mapping;

import java.util.List;

/**
 * What becomes of a measure.
 *
 * @param own id of the entity of the device
 * @param entities to be written; may be empty
 * @param faults values that were left out, and why
 * @param withoutValue how many expressions had no value
 */
public record Mapped(
        String own, List<MappedEntity> entities, List<String> faults, int withoutValue) {
    public Mapped {
        entities = List.copyOf(entities);
        faults = List.copyOf(faults);
    }
}
