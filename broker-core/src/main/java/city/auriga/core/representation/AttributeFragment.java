package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An Attribute fragment (5.5.4): the members of one instance that a request names.
 *
 * @param type null if the request does not tell it
 * @param value null if the request has no value member; inside a merge patch it may hold NGSI-LD
 *     Nulls
 * @param datasetId null for the default instance
 * @param attributes sub-attributes by expanded name
 */
public record AttributeFragment(
        @Nullable AttributeType type,
        @Nullable AttributeValue value,
        @Nullable String datasetId,
        Change<Instant> observedAt,
        Change<String> unitCode,
        Change<String> valueType,
        Change<List<String>> objectTypes,
        Change<Instant> expiresAt,
        Map<String, List<InstanceFragment>> attributes) {
    /** The only datatype of texts in languages. */
    private static final String LANG_STRING =
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

    /** A fragment with nothing but a value. */
    static AttributeFragment of(
            AttributeType type, AttributeValue value, @Nullable String datasetId) {
        return plain(type, value, datasetId, Map.of());
    }

    /** A fragment with nothing but sub-attributes. */
    static AttributeFragment of(Map<String, List<InstanceFragment>> attributes) {
        return plain(null, null, null, attributes);
    }

    private static AttributeFragment plain(
            @Nullable AttributeType type,
            @Nullable AttributeValue value,
            @Nullable String datasetId,
            Map<String, List<InstanceFragment>> attributes) {
        return new AttributeFragment(
                type,
                value,
                datasetId,
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                Change.keep(),
                attributes);
    }

    /** Whether it says nothing at all. */
    public boolean isEmpty() {
        return type == null
                && value == null
                && attributes.isEmpty()
                && isKept(observedAt)
                && isKept(unitCode)
                && isKept(valueType)
                && isKept(objectTypes)
                && isKept(expiresAt);
    }

    /** The first member that an Attribute of this type cannot have (4.5.2, 4.5.3, 4.5.18). */
    public Optional<String> misfit(AttributeType type) {
        boolean relationship =
                type == AttributeType.RELATIONSHIP || type == AttributeType.LIST_RELATIONSHIP;
        boolean unit = type == AttributeType.PROPERTY || type == AttributeType.LIST_PROPERTY;
        if (!unit && unitCode instanceof Change.Put<String>) {
            return Optional.of("unitCode");
        }
        if (!relationship && objectTypes instanceof Change.Put<List<String>>) {
            return Optional.of("objectType");
        }
        boolean misfit =
                valueType instanceof Change.Put<String>(var datatype)
                        && (relationship
                                || (type == AttributeType.LANGUAGE_PROPERTY
                                        && !datatype.equals(LANG_STRING)));
        return misfit ? Optional.of("valueType") : Optional.empty();
    }

    /** Whether it has this type, or tells none. */
    boolean mayBe(AttributeType other) {
        return type == null || type == other;
    }

    /** Whether any of its sub-attributes is one of these. */
    boolean names(Set<String> names) {
        return attributes.keySet().stream().anyMatch(names::contains);
    }

    /** The same for a LanguageProperty, the value being a text, or several, in one language. */
    public AttributeFragment inLanguage(String tag) {
        var text = ((AttributeValue.Property) Objects.requireNonNull(value)).value();
        return with(
                new AttributeValue.LanguageProperty(
                        JsonNodeFactory.instance.objectNode().set(tag, text)));
    }

    /** The same with another value, and its type. */
    AttributeFragment with(AttributeValue other) {
        return with(other.type(), other, observedAt);
    }

    /** The same, observed at an instant. */
    public AttributeFragment observed(Instant instant) {
        return with(type, value, new Change.Put<>(instant));
    }

    private AttributeFragment with(
            @Nullable AttributeType otherType,
            @Nullable AttributeValue otherValue,
            Change<Instant> otherObservedAt) {
        return new AttributeFragment(
                otherType,
                otherValue,
                datasetId,
                otherObservedAt,
                unitCode,
                valueType,
                objectTypes,
                expiresAt,
                attributes);
    }

    /**
     * The whole instance that this fragment describes.
     *
     * @throws NullPointerException if the fragment has no value; readers of whole instances see to
     *     it that it has
     */
    public Attribute toAttribute(Instant now) {
        return toAttribute(toAttributes(attributes, now), now);
    }

    /** The same with other sub-attributes. */
    public Attribute toAttribute(Map<String, List<Attribute>> subAttributes, Instant now) {
        return new Attribute(
                Objects.requireNonNull(value),
                datasetId,
                observedAt.apply(null),
                unitCode.apply(null),
                valueType.apply(null),
                Objects.requireNonNullElse(objectTypes.apply(null), List.of()),
                subAttributes,
                now,
                now,
                expiresAt.apply(null));
    }

    /** The whole instances that a map of fragments describes; deletions describe none. */
    public static Map<String, List<Attribute>> toAttributes(
            Map<String, List<InstanceFragment>> fragments, Instant now) {
        if (fragments.isEmpty()) {
            return Map.of();
        }
        var attributes = new LinkedHashMap<String, List<Attribute>>();
        fragments.forEach((name, instances) -> {
            var written =
                    instances.stream()
                            .filter(InstanceFragment.Put.class::isInstance)
                            .map(f -> ((InstanceFragment.Put) f).attribute().toAttribute(now))
                            .toList();
            if (!written.isEmpty()) {
                attributes.put(name, written);
            }
        });
        return attributes;
    }

    private static boolean isKept(Change<?> change) {
        return change instanceof Change.Keep<?>;
    }
}
