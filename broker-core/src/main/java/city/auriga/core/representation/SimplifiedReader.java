package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Those whose simplified form names the member of the value (4.5.4). */
    private static final List<AttributeType> WRAPPED =
            List.of(
                    AttributeType.LANGUAGE_PROPERTY,
                    AttributeType.VOCAB_PROPERTY,
                    AttributeType.JSON_PROPERTY);

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
     * @param current the instances that there are
     */
    List<InstanceFragment> instances(
            String name, JsonNode node, Path path, List<Attribute> current) {
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
            List<Attribute> current) {
        if (NgsiLdNull.isNull(node)) {
            return new InstanceFragment.Drop(datasetId);
        }
        var type =
                Attributes.instance(current, datasetId)
                        .or(() -> current.stream().findFirst())
                        .map(Attribute::type)
                        .orElseGet(() -> infer(node));
        return new InstanceFragment.Put(
                AttributeFragment.of(
                        type,
                        SealedProof.isProof(name)
                                ? SealedProof.value(type, node, path, Purpose.MERGE)
                                : values.read(type, content(type, node, path), path),
                        datasetId));
    }

    private static AttributeType infer(JsonNode node) {
        return wrapper(node).orElseGet(() -> ConciseForm.typeOf(node));
    }

    private static Optional<AttributeType> wrapper(JsonNode node) {
        return WRAPPED.stream().filter(type -> isWrapped(node, type)).findFirst();
    }

    private static boolean isWrapped(JsonNode node, AttributeType type) {
        return node.isObject() && node.size() == 1 && node.has(type.valueMember());
    }

    private JsonNode content(AttributeType type, JsonNode node, Path path) {
        return switch (type) {
            case LANGUAGE_PROPERTY ->
                    isWrapped(node, type) ? node.get(type.valueMember()) : languages(node, path);
            case VOCAB_PROPERTY, JSON_PROPERTY ->
                    isWrapped(node, type) ? node.get(type.valueMember()) : node;
            case PROPERTY, GEO_PROPERTY, LIST_PROPERTY, RELATIONSHIP, LIST_RELATIONSHIP -> node;
        };
    }

    /** A vocab or json would else become a language, as any short word may be one. */
    private JsonNode languages(JsonNode node, Path path) {
        if (wrapper(node).isPresent()) {
            throw path.bad("expected a text or a languageMap, as it is a LanguageProperty");
        }
        return node.isObject() ? node : JsonNodeFactory.instance.objectNode().set(language, node);
    }
}
