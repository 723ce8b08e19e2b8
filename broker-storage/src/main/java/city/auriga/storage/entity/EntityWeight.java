package city.auriga.storage.entity;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.ListProperty;
import city.auriga.core.model.AttributeValue.ListRelationship;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.Relationship;
import city.auriga.core.model.AttributeValue.VocabProperty;
import city.auriga.core.model.Entity;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How much memory an Entity takes, roughly, in bytes. */
final class EntityWeight {
    private static final int ENTITY = 400;
    private static final int INSTANCE = 250;
    private static final int NODE = 40;

    private EntityWeight() {}

    static int of(Entity entity) {
        return (int) Math.min(Integer.MAX_VALUE, ENTITY + of(entity.attributes()));
    }

    private static long of(Map<String, List<Attribute>> attributes) {
        long weight = 0;
        for (var instances : attributes.values()) {
            for (var instance : instances) {
                weight += INSTANCE + of(instance.value()) + of(instance.attributes());
            }
        }
        return weight;
    }

    private static long of(AttributeValue value) {
        return switch (value) {
            case Property(var node) -> of(node);
            case GeoProperty(var node) -> of(node);
            case LanguageProperty(var map) -> of(map);
            case JsonProperty(var node) -> of(node);
            case ListProperty(var list) -> of(list);
            case VocabProperty(var texts) -> of(texts);
            case Relationship(var texts) -> of(texts);
            case ListRelationship(var texts) -> of(texts);
        };
    }

    private static long of(List<String> texts) {
        long weight = 0;
        for (var text : texts) {
            weight += NODE + text.length();
        }
        return weight;
    }

    private static long of(JsonNode node) {
        long weight = node.isString() ? NODE + node.stringValue().length() : NODE;
        for (var child : node) {
            weight += NODE + of(child);
        }
        return weight;
    }
}
