package city.auriga.core.model;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One instance of an Attribute (4.5.2 to 4.5.5); several instances of one name differ in their
 * datasetId. Immutable.
 *
 * @param value type and value
 * @param datasetId null for the default instance
 * @param unitCode UN/CEFACT code
 * @param valueType expanded
 * @param objectTypes expanded type names of a Relationship's target
 * @param attributes sub-attributes by expanded name, in their order; never an empty list
 * @param createdAt when the instance first appeared
 * @param modifiedAt when it was last written
 * @param expiresAt from when on it is invalid (4.22)
 */
public record Attribute(
        AttributeValue value,
        @Nullable String datasetId,
        @Nullable Instant observedAt,
        @Nullable String unitCode,
        @Nullable String valueType,
        List<String> objectTypes,
        Map<String, List<Attribute>> attributes,
        Instant createdAt,
        Instant modifiedAt,
        @Nullable Instant expiresAt) {

    public Attribute {
        objectTypes = List.copyOf(objectTypes);
        attributes = attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(attributes);
    }

    /** An Attribute with nothing but a value. */
    public static Attribute of(AttributeValue value, Instant now) {
        return new Attribute(value, null, null, null, null, List.of(), Map.of(), now, now, null);
    }

    public AttributeType type() {
        return value.type();
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    public Attribute withValue(AttributeValue newValue) {
        return new Attribute(
                newValue,
                datasetId,
                observedAt,
                unitCode,
                valueType,
                objectTypes,
                attributes,
                createdAt,
                modifiedAt,
                expiresAt);
    }

    public Attribute withObservedAt(@Nullable Instant instant) {
        return new Attribute(
                value,
                datasetId,
                instant,
                unitCode,
                valueType,
                objectTypes,
                attributes,
                createdAt,
                modifiedAt,
                expiresAt);
    }

    public Attribute withCreatedAt(Instant instant) {
        return new Attribute(
                value,
                datasetId,
                observedAt,
                unitCode,
                valueType,
                objectTypes,
                attributes,
                instant,
                modifiedAt,
                expiresAt);
    }

    public Attribute withModifiedAt(Instant instant) {
        return new Attribute(
                value,
                datasetId,
                observedAt,
                unitCode,
                valueType,
                objectTypes,
                attributes,
                createdAt,
                instant,
                expiresAt);
    }

    public Attribute withDatasetId(@Nullable String id) {
        return new Attribute(
                value,
                id,
                observedAt,
                unitCode,
                valueType,
                objectTypes,
                attributes,
                createdAt,
                modifiedAt,
                expiresAt);
    }

    public Attribute withAttributes(Map<String, List<Attribute>> subAttributes) {
        return new Attribute(
                value,
                datasetId,
                observedAt,
                unitCode,
                valueType,
                objectTypes,
                subAttributes,
                createdAt,
                modifiedAt,
                expiresAt);
    }

    /**
     * Whether another version of the instance differs in no more than the times the broker sets.
     */
    public boolean saysTheSameAs(Attribute other) {
        return value.equals(other.value)
                && Objects.equals(observedAt, other.observedAt)
                && Objects.equals(unitCode, other.unitCode)
                && Objects.equals(valueType, other.valueType)
                && Objects.equals(datasetId, other.datasetId)
                && Objects.equals(expiresAt, other.expiresAt)
                && objectTypes.equals(other.objectTypes)
                && sayTheSame(attributes, other.attributes);
    }

    private static boolean sayTheSame(
            Map<String, List<Attribute>> some, Map<String, List<Attribute>> others) {
        if (!some.keySet().equals(others.keySet())) {
            return false;
        }
        for (var entry : some.entrySet()) {
            var instances = entry.getValue();
            var compared = others.getOrDefault(entry.getKey(), List.of());
            if (instances.size() != compared.size()) {
                return false;
            }
            for (int i = 0; i < compared.size(); i++) {
                if (!instances.get(i).saysTheSameAs(compared.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Without expired sub-attributes; the instance itself may be expired. */
    Attribute live(Instant now) {
        return Attributes.mayExpire(attributes)
                ? withAttributes(Attributes.live(attributes, now))
                : this;
    }
}
