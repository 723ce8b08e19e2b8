package city.auriga.demo.simulation;

import java.util.Optional;

/**
 * One thing that a kind of device measures.
 *
 * @param objectId its name in readings
 * @param name its name in the entity, after the Smart Data Models
 * @param type of the provisioning API
 * @param unit UN/CEFACT code
 */
public record Measured(String objectId, String name, String type, Optional<String> unit) {
    static Measured number(String objectId, String name, String unit) {
        return new Measured(objectId, name, "Number", Optional.of(unit));
    }

    static Measured count(String objectId, String name) {
        return new Measured(objectId, name, "Number", Optional.empty());
    }

    static Measured text(String objectId, String name) {
        return new Measured(objectId, name, "Text", Optional.empty());
    }

    static Measured flag(String objectId, String name) {
        return new Measured(objectId, name, "Boolean", Optional.empty());
    }
}
