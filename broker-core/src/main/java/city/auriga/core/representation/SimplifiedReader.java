package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads Attributes in simplified form (4.5.4), as a merge may send them (5.6.17): a value goes to
 * the instance that is there and must suit its type; a new Attribute has the type that its value
 * looks like.
 */
final class SimplifiedReader {
    private static final String DATASET = "dataset";
    private static final String NONE = "@none";

    private final ValueReader values;
    private final String language;

    /**
     * @param language the one that a text for a LanguageProperty is in; null if it was not said
     */
    SimplifiedReader(Context context, @Nullable String language) {
        this.values = new ValueReader(context, Purpose.MERGE);
        this.language = language == null ? NONE : language;
    }

    /**
     * @param name of the Attribute, expanded
     * @param current the type of the instances that there are; null if there are none
     */
    List<InstanceFragment> instances(
            String name, JsonNode node, Path path, @Nullable AttributeType current) {
        if (!node.isObject() || node.size() != 1 || !node.path(DATASET).isObject()) {
            return List.of(instance(name, node, null, path, current));
        }
        var instances = new ArrayList<InstanceFragment>();
        var place = path.member(DATASET);
        node.get(DATASET)
                .properties()
                .forEach(entry -> {
                    var id = entry.getKey();
                    var datasetId = id.equals(NONE) ? null : Uri.require(id, place.toString());
                    instances.add(
                            instance(name, entry.getValue(), datasetId, place.member(id), current));
                });
        return instances;
    }

    private InstanceFragment instance(
            String name,
            JsonNode node,
            @Nullable String datasetId,
            Path path,
            @Nullable AttributeType current) {
        if (NgsiLdNull.isNull(node)) {
            return new InstanceFragment.Drop(datasetId);
        }
        var type = current == null ? infer(node) : current;
        return new InstanceFragment.Put(
                new AttributeFragment(
                        type,
                        SealedProof.isProof(name)
                                ? SealedProof.value(type, node, path)
                                : values.read(type, content(type, node), path),
                        datasetId,
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Change.keep(),
                        Map.of()));
    }

    private static AttributeType infer(JsonNode node) {
        for (var type :
                List.of(
                        AttributeType.LANGUAGE_PROPERTY,
                        AttributeType.VOCAB_PROPERTY,
                        AttributeType.JSON_PROPERTY)) {
            if (isWrapped(node, type)) {
                return type;
            }
        }
        return GeoJson.isGeometry(node) ? AttributeType.GEO_PROPERTY : AttributeType.PROPERTY;
    }

    private static boolean isWrapped(JsonNode node, AttributeType type) {
        return node.isObject() && node.size() == 1 && node.has(type.valueMember());
    }

    private JsonNode content(AttributeType type, JsonNode node) {
        return switch (type) {
            case LANGUAGE_PROPERTY, VOCAB_PROPERTY, JSON_PROPERTY -> {
                if (isWrapped(node, type)) {
                    yield node.get(type.valueMember());
                }
                yield type == AttributeType.LANGUAGE_PROPERTY && !node.isObject()
                        ? JsonNodeFactory.instance.objectNode().set(language, node)
                        : node;
            }
            case PROPERTY, GEO_PROPERTY, LIST_PROPERTY, RELATIONSHIP, LIST_RELATIONSHIP -> node;
        };
    }
}
