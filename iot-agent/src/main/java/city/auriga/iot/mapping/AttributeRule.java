package city.auriga.iot.mapping;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One declared attribute: where its value comes from and what becomes of it.
 *
 * @param objectId its name on the wire
 * @param name its name in the entity
 * @param skipValue a value that means "no value"; null for JSON's null
 * @param target the other entity it goes to; null for the entity of the device
 */
public record AttributeRule(
        String objectId,
        String name,
        ValueKind kind,
        List<MetadataRule> metadata,
        @Nullable JsonNode skipValue,
        @Nullable Target target) {

    public AttributeRule {
        metadata = List.copyOf(metadata);
    }

    /**
     * Something that is said about an attribute.
     *
     * @param name {@code unitCode}, {@code observedAt}, {@code datasetId}, or of a sub-attribute
     */
    public record MetadataRule(String name, ValueKind kind, JsonNode value) {}

    /** An attribute whose value is declared and never measured. */
    public record StaticRule(
            String name, ValueKind kind, JsonNode value, List<MetadataRule> metadata) {
        public StaticRule {
            metadata = List.copyOf(metadata);
        }
    }

    /**
     * An entity.
     *
     * @param types as the operator wrote them, at least one
     */
    public record Target(String id, List<String> types) {
        public Target {
            types = List.copyOf(types);
        }
    }

    boolean takes(String measured) {
        return objectId.equals(measured) || name.equals(measured);
    }

    boolean skips(JsonNode value) {
        return value.isNull() || Optional.ofNullable(skipValue).filter(value::equals).isPresent();
    }
}
