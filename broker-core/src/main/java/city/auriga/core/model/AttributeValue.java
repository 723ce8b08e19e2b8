package city.auriga.core.model;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an Attribute says: one record per Attribute type (4.5.2, 4.5.3, 4.5.18 to 4.5.25). JSON
 * trees inside are shared and never modified; names inside are expanded.
 */
public sealed interface AttributeValue {
    AttributeType type();

    /** The URIs that a Relationship or ListRelationship leads to; of other types there are none. */
    default List<String> objects() {
        return List.of();
    }

    /**
     * @param value any JSON but null; keys of objects are expanded
     */
    record Property(JsonNode value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.PROPERTY;
        }
    }

    /**
     * @param value a GeoJSON geometry, as the client sent it
     */
    record GeoProperty(JsonNode value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.GEO_PROPERTY;
        }
    }

    /**
     * @param languageMap from language tag or {@code @none} to a string or an array of strings
     */
    record LanguageProperty(ObjectNode languageMap) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.LANGUAGE_PROPERTY;
        }
    }

    /**
     * @param vocab IRIs; one of them is rendered as a string, several as an array
     */
    record VocabProperty(List<String> vocab) implements AttributeValue {
        public VocabProperty {
            vocab = List.copyOf(vocab);
        }

        @Override
        public AttributeType type() {
            return AttributeType.VOCAB_PROPERTY;
        }
    }

    /**
     * @param json an object or array, opaque
     */
    record JsonProperty(JsonNode json) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.JSON_PROPERTY;
        }
    }

    /**
     * @param valueList values in their order
     */
    record ListProperty(ArrayNode valueList) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.LIST_PROPERTY;
        }
    }

    /**
     * @param objects URIs of the targets; one of them is rendered as a string, several as an array
     */
    record Relationship(List<String> objects) implements AttributeValue {
        public Relationship {
            objects = List.copyOf(objects);
        }

        @Override
        public AttributeType type() {
            return AttributeType.RELATIONSHIP;
        }
    }

    /**
     * @param objects URIs of the targets in their order
     */
    record ListRelationship(List<String> objects) implements AttributeValue {
        public ListRelationship {
            objects = List.copyOf(objects);
        }

        @Override
        public AttributeType type() {
            return AttributeType.LIST_RELATIONSHIP;
        }
    }
}
