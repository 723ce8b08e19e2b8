package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.ListProperty;
import city.auriga.core.model.AttributeValue.ListRelationship;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.Relationship;
import city.auriga.core.model.AttributeValue.VocabProperty;
import city.auriga.core.model.GeoJson;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.model.Uri;
import city.auriga.core.problem.NgsiLdException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the value member of an Attribute: {@code value}, {@code object}, {@code languageMap}, …
 * (4.5.2, 4.5.3, 4.5.18 to 4.5.25).
 */
final class ValueReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final CompoundValues AS_THEY_ARE = new CompoundValues(UnaryOperator.identity());

    private final Context context;
    private final Purpose purpose;

    ValueReader(Context context, Purpose purpose) {
        this.context = context;
        this.purpose = purpose;
    }

    /**
     * @param path of the value member
     */
    AttributeValue read(AttributeType type, JsonNode node, Path path) {
        if (node.isNull()) {
            throw path.bad("null is not a value; to delete, use \"" + NgsiLdNull.TEXT + "\"");
        }
        return switch (type) {
            case PROPERTY -> new Property(plain(node, path));
            case GEO_PROPERTY -> new GeoProperty(geometry(node, path));
            case LANGUAGE_PROPERTY -> new LanguageProperty(languageMap(node, path));
            case VOCAB_PROPERTY -> new VocabProperty(vocab(node, path));
            case JSON_PROPERTY -> new JsonProperty(json(node, path));
            case LIST_PROPERTY -> new ListProperty(list(node, path));
            case RELATIONSHIP -> new Relationship(uris(node, path));
            case LIST_RELATIONSHIP -> new ListRelationship(objectList(node, path));
        };
    }

    private JsonNode plain(JsonNode node, Path path) {
        return new CompoundValues(context::expand).copy(node, path, purpose.nullInValues());
    }

    private static JsonNode geometry(JsonNode node, Path path) {
        var geometry = node;
        if (node.isString()) {
            try {
                geometry = JSON.readTree(node.stringValue());
            } catch (JacksonException notJson) {
                throw path.bad("expected a GeoJSON geometry, found a string that is none");
            }
        }
        GeoJson.read(geometry, path.toString());
        return AS_THEY_ARE.copy(geometry, path, false);
    }

    /** The GeoProperty that a text holds (4.7.2); empty if it holds none. */
    static Optional<AttributeValue> geometryIn(JsonNode text) {
        if (!text.isString()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GeoProperty(geometry(text, Path.ROOT)));
        } catch (NgsiLdException noGeometry) {
            return Optional.empty();
        }
    }

    private ObjectNode languageMap(JsonNode node, Path path) {
        if (!(node instanceof ObjectNode map) || map.isEmpty()) {
            throw path.bad(
                    "expected an object from language tags to texts, such as {\"en\": \"red\"}");
        }
        map.properties()
                .forEach(entry -> {
                    var place = path.member(entry.getKey());
                    if (!LanguageFilter.isTag(entry.getKey())) {
                        throw place.bad(
                                "'" + entry.getKey() + "' is not a language tag (RFC 5646)");
                    }
                    var texts = strings(entry.getValue(), place);
                    boolean removes = purpose.nullInValues() && entry.getValue().isString();
                    if (!removes) {
                        requireNoNull(texts, place);
                    }
                });
        return map;
    }

    private List<String> vocab(JsonNode node, Path path) {
        var terms = strings(node, path);
        requireNoNull(terms, path);
        return terms.stream().map(context::expand).toList();
    }

    private static void requireNoNull(List<String> texts, Path path) {
        if (texts.stream().anyMatch(NgsiLdNull::isNull)) {
            throw path.bad("the NGSI-LD Null cannot stand here");
        }
    }

    /** A raw JSON object or an array of them (4.5.24). */
    private static JsonNode json(JsonNode node, Path path) {
        if (!node.isContainer()) {
            throw path.bad("expected a JSON object or an array of objects");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            if (!node.get(i).isObject()) {
                throw path.item(i).bad("expected a JSON object, found " + describe(node.get(i)));
            }
        }
        StorableJson.require(node, path);
        return node;
    }

    private ArrayNode list(JsonNode node, Path path) {
        if (plain(node, path) instanceof ArrayNode list) {
            return list;
        }
        throw path.bad("expected an array");
    }

    private static List<String> objectList(JsonNode node, Path path) {
        if (!node.isArray()) {
            throw path.bad("expected an array of URIs or of {\"object\": URI}");
        }
        var uris = new ArrayList<String>();
        for (int i = 0; i < node.size(); i++) {
            var item = node.get(i);
            var place = path.item(i);
            uris.add(
                    uri(
                            item.isObject() && item.size() == 1 && item.has("object")
                                    ? item.get("object")
                                    : item,
                            place));
        }
        return uris;
    }

    static List<String> uris(JsonNode node, Path path) {
        if (!node.isArray()) {
            return List.of(uri(node, path));
        }
        if (node.isEmpty()) {
            throw path.bad("expected at least one URI");
        }
        var uris = new ArrayList<String>();
        for (int i = 0; i < node.size(); i++) {
            uris.add(uri(node.get(i), path.item(i)));
        }
        return uris;
    }

    private static String uri(JsonNode node, Path path) {
        if (!node.isString()) {
            throw path.bad("expected a URI, found " + describe(node));
        }
        return Uri.require(node.stringValue(), path.toString());
    }

    /** A string or a non-empty array of strings. */
    static List<String> strings(JsonNode node, Path path) {
        if (node.isString()) {
            StorableJson.require(node, path);
            return List.of(node.stringValue());
        }
        if (!node.isArray() || node.isEmpty()) {
            throw path.bad(
                    "expected a string or a non-empty array of strings, found " + describe(node));
        }
        var strings = new ArrayList<String>();
        for (int i = 0; i < node.size(); i++) {
            if (!node.get(i).isString()) {
                throw path.item(i).bad("expected a string, found " + describe(node.get(i)));
            }
            StorableJson.require(node.get(i), path.item(i));
            strings.add(node.get(i).stringValue());
        }
        return strings;
    }

    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "an array";
            case STRING -> "the string '" + node.stringValue() + "'";
            case NUMBER -> "the number " + node;
            case BOOLEAN -> node.toString();
            case NULL -> "null";
            case BINARY, MISSING -> "nothing";
        };
    }
}
