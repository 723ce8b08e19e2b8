package city.auriga.iot.mapping;

import java.util.List;

/**
 * What becomes of a measure.
 *
 * @param own id of the entity of the device
 * @param entities to be written; may be empty
 * @param faults values that were left out, and why
 */
public record Mapped(String own, List<MappedEntity> entities, List<String> faults) {
    public Mapped {
        entities = List.copyOf(entities);
        faults = List.copyOf(faults);
    }
}
