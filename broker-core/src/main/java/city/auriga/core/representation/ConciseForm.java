package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What is an Attribute and what a bare value, where the request may leave out types (4.5.2.3). */
final class ConciseForm {
    static final Set<String> VALUE_MEMBERS =
            Arrays.stream(AttributeType.values())
                    .map(AttributeType::valueMember)
                    .collect(Collectors.toUnmodifiableSet());
    static final Set<String> PLAIN_MEMBERS =
            Set.of(
                    "type",
                    "datasetId",
                    "observedAt",
                    "unitCode",
                    "valueType",
                    "objectType",
                    "expiresAt");

    private ConciseForm() {}

    /** The type of a value that comes without one. */
    static AttributeType typeOf(JsonNode value) {
        return GeoJson.isGeometry(value) ? AttributeType.GEO_PROPERTY : AttributeType.PROPERTY;
    }

    /** The type of an Attribute that tells only which member its value is in. */
    static AttributeType typeOf(String valueMember, JsonNode value) {
        return valueMember.equals("value")
                ? typeOf(value)
                : Arrays.stream(AttributeType.values())
                        .filter(type -> type.valueMember().equals(valueMember))
                        .findFirst()
                        .orElseThrow();
    }

    /**
     * Rule 4: an object without anything of an Attribute is a value; so is a bare geometry (rule
     * 1).
     */
    static boolean isPlainValue(JsonNode object) {
        return GeoJson.isGeometry(object) || !looksLikeAttribute(object);
    }

    private static boolean looksLikeAttribute(JsonNode object) {
        for (var name : object.propertyNames()) {
            if (VALUE_MEMBERS.contains(name) || PLAIN_MEMBERS.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an array holds instances; else it is one value. */
    static boolean isInstances(JsonNode array) {
        if (array.isEmpty() || NgsiLdNull.isNull(array)) {
            return false;
        }
        for (var item : array) {
            if (!item.isObject() || isPlainValue(item)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a value only removes members: of a compound value, or else sub-attributes, as they
     * are removed in concise form, too.
     */
    static boolean isRemoval(JsonNode value, Context context) {
        if (!value.isObject() || value.isEmpty()) {
            return false;
        }
        for (var member : value.properties()) {
            if (!NgsiLdNull.isNull(member.getValue())
                    || !Names.isAttribute(member.getKey(), context)) {
                return false;
            }
        }
        return true;
    }
}
