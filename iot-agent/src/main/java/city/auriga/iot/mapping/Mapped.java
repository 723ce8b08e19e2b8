package city.auriga.iot.mapping;

import java.util.List;

/**
 * What becomes of a measure.
 *
 * @param entities to be written; may be empty
 * @param faults values that were left out, and why
 */
public record Mapped(List<MappedEntity> entities, List<String> faults) {
    public Mapped {
        entities = List.copyOf(entities);
        faults = List.copyOf(faults);
    }
}
