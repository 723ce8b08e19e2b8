package city.auriga.storage.entity;

import city.auriga.core.model.Attribute;
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
import city.auriga.core.model.DateTimes;
import city.auriga.core.representation.RawJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored form of Attributes: NGSI-LD normalized with expanded names, every name an array of
 * instances. DateTimes have a fixed width so that they compare as text. To keep documents small,
 * {@code createdAt} is left out where it is the Entity's (for a sub-attribute: its Attribute's),
 * and {@code modifiedAt} where it is the instance's own {@code createdAt}.
 */
public final class StoredAttributes {
    public static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build();

    private StoredAttributes() {}

    /**
     * @param createdAt of the Entity that the Attributes belong to
     */
    public static void write(
            JsonGenerator out, Map<String, List<Attribute>> attributes, Instant createdAt) {
        out.writeStartObject();
        writeMembers(out, attributes, createdAt);
        out.writeEndObject();
    }

    /** One instance, as the history keeps it. */
    public static void writeInstance(
            JsonGenerator out, Attribute instance, Instant parentCreatedAt) {
        out.writeStartObject();
        var value = instance.value();
        out.writeStringProperty("type", value.type().term());
        out.writeName(value.type().valueMember());
        writeValue(out, value);
        writeText(out, "datasetId", instance.datasetId());
        writeTime(out, "observedAt", instance.observedAt());
        writeText(out, "unitCode", instance.unitCode());
        writeText(out, "valueType", instance.valueType());
        if (!instance.objectTypes().isEmpty()) {
            out.writeName("objectType");
            writeStrings(out, instance.objectTypes());
        }
        if (!instance.createdAt().equals(parentCreatedAt)) {
            writeTime(out, "createdAt", instance.createdAt());
        }
        if (!instance.modifiedAt().equals(instance.createdAt())) {
            writeTime(out, "modifiedAt", instance.modifiedAt());
        }
        writeTime(out, "expiresAt", instance.expiresAt());
        writeMembers(out, instance.attributes(), instance.createdAt());
        out.writeEndObject();
    }

    /** What is left of an instance that was deleted. */
    public static void writeDeleted(JsonGenerator out, Attribute instance, Instant deletedAt) {
        out.writeStartObject();
        out.writeStringProperty("type", instance.type().term());
        writeText(out, "datasetId", instance.datasetId());
        writeTime(out, "deletedAt", deletedAt);
        out.writeEndObject();
    }

    /** Scopes as an instance of a Property; none are a deletion (4.18). */
    public static void writeScopes(JsonGenerator out, List<String> scopes, Instant at) {
        out.writeStartObject();
        out.writeStringProperty("type", AttributeType.PROPERTY.term());
        out.writeName("value");
        writeStrings(out, scopes);
        writeTime(out, scopes.isEmpty() ? "deletedAt" : "observedAt", at);
        out.writeEndObject();
    }

    private static void writeMembers(
            JsonGenerator out, Map<String, List<Attribute>> attributes, Instant createdAt) {
        for (var entry : attributes.entrySet()) {
            out.writeName(entry.getKey());
            out.writeStartArray();
            for (var instance : entry.getValue()) {
                writeInstance(out, instance, createdAt);
            }
            out.writeEndArray();
        }
    }

    private static void writeValue(JsonGenerator out, AttributeValue value) {
        switch (value) {
            case Property(var node) -> RawJson.write(out, node);
            case GeoProperty(var node) -> RawJson.write(out, node);
            case LanguageProperty(var map) -> RawJson.write(out, map);
            case VocabProperty(var vocab) -> writeOneOrMany(out, vocab);
            case JsonProperty(var node) -> RawJson.write(out, node);
            case ListProperty(var list) -> RawJson.write(out, list);
            case Relationship(var objects) -> writeOneOrMany(out, objects);
            case ListRelationship(var objects) -> writeStrings(out, objects);
        }
    }

    private static void writeOneOrMany(JsonGenerator out, List<String> texts) {
        if (texts.size() == 1) {
            out.writeString(texts.getFirst());
        } else {
            writeStrings(out, texts);
        }
    }

    private static void writeStrings(JsonGenerator out, List<String> texts) {
        out.writeStartArray();
        texts.forEach(out::writeString);
        out.writeEndArray();
    }

    private static void writeText(JsonGenerator out, String name, @Nullable String text) {
        if (text != null) {
            out.writeStringProperty(name, text);
        }
    }

    private static void writeTime(JsonGenerator out, String name, @Nullable Instant time) {
        if (time != null) {
            out.writeStringProperty(name, DateTimes.formatFixed(time));
        }
    }

    /** Reads what {@link #write} wrote, given the creation time of the Entity. */
    public static Map<String, List<Attribute>> read(JsonParser in, Instant createdAt) {
        if (in.currentToken() == null) {
            in.nextToken();
        }
        var attributes = new LinkedHashMap<String, List<Attribute>>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            attributes.put(name, readInstances(in, createdAt));
        }
        return attributes;
    }

    private static List<Attribute> readInstances(JsonParser in, Instant createdAt) {
        in.nextToken();
        var first = readInstance(in, createdAt);
        if (in.nextToken() == JsonToken.END_ARRAY) {
            return List.of(first);
        }
        var instances = new ArrayList<Attribute>();
        instances.add(first);
        do {
            instances.add(readInstance(in, createdAt));
        } while (in.nextToken() != JsonToken.END_ARRAY);
        return List.copyOf(instances);
    }

    /** Reads one instance, the parser standing on its opening brace. */
    public static Attribute readInstance(JsonParser in, Instant parentCreatedAt) {
        var instance = new Instance();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            switch (name) {
                case "type" -> instance.type = AttributeType.find(in.getString()).orElseThrow();
                case "value", "object", "languageMap", "vocab", "json", "valueList", "objectList" ->
                        instance.content = readTree(in);
                case "datasetId" -> instance.datasetId = in.getString();
                case "observedAt" -> instance.observedAt = time(in);
                case "unitCode" -> instance.unitCode = in.getString();
                case "valueType" -> instance.valueType = in.getString();
                case "objectType" -> instance.objectTypes = strings(readTree(in));
                case "createdAt" -> instance.createdAt = time(in);
                case "modifiedAt" -> instance.modifiedAt = time(in);
                case "expiresAt" -> instance.expiresAt = time(in);
                // The creation time of the parent may come later in the document: sub-attributes
                // are read when it is known.
                default -> instance.subAttributes.add(Map.entry(name, readTree(in)));
            }
        }
        return instance.build(parentCreatedAt);
    }

    private static JsonNode readTree(JsonParser in) {
        var nodes = JsonNodeFactory.instance;
        return switch (in.currentToken()) {
            case VALUE_STRING -> nodes.stringNode(in.getString());
            case VALUE_NUMBER_INT ->
                    switch (in.getNumberType()) {
                        case INT -> nodes.numberNode(in.getIntValue());
                        case LONG -> nodes.numberNode(in.getLongValue());
                        case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                                nodes.numberNode(in.getBigIntegerValue());
                    };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(in.getDecimalValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case START_ARRAY -> {
                var array = nodes.arrayNode();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(readTree(in));
                }
                yield array;
            }
            case START_OBJECT -> {
                var object = nodes.objectNode();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    var name = in.currentName();
                    in.nextToken();
                    object.set(name, readTree(in));
                }
                yield object;
            }
            case NOT_AVAILABLE, END_ARRAY, END_OBJECT, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException(
                            "unexpected " + in.currentToken() + " in a stored document");
        };
    }

    private static Instant time(JsonParser in) {
        return DateTimes.find(in.getString()).orElseThrow();
    }

    private static List<String> strings(JsonNode node) {
        if (node.isString()) {
            return List.of(node.stringValue());
        }
        var strings = new ArrayList<String>(node.size());
        node.forEach(item -> strings.add(item.stringValue()));
        return strings;
    }

    private static final class Instance {
        @Nullable AttributeType type;
        @Nullable JsonNode content;
        @Nullable String datasetId;
        @Nullable Instant observedAt;
        @Nullable String unitCode;
        @Nullable String valueType;
        List<String> objectTypes = List.of();
        @Nullable Instant createdAt;
        @Nullable Instant modifiedAt;
        @Nullable Instant expiresAt;
        final List<Map.Entry<String, JsonNode>> subAttributes = new ArrayList<>(0);

        Attribute build(Instant parentCreatedAt) {
            var created = Objects.requireNonNullElse(createdAt, parentCreatedAt);
            return new Attribute(
                    value(Objects.requireNonNull(type), Objects.requireNonNull(content)),
                    datasetId,
                    observedAt,
                    unitCode,
                    valueType,
                    objectTypes,
                    subAttributes(created),
                    created,
                    Optional.ofNullable(modifiedAt).orElse(created),
                    expiresAt);
        }

        private Map<String, List<Attribute>> subAttributes(Instant created) {
            if (subAttributes.isEmpty()) {
                return Map.of();
            }
            var attributes = new LinkedHashMap<String, List<Attribute>>();
            for (var entry : subAttributes) {
                try (var parser = JSON.treeAsTokens(entry.getValue())) {
                    parser.nextToken();
                    attributes.put(entry.getKey(), readInstances(parser, created));
                }
            }
            return attributes;
        }

        private static AttributeValue value(AttributeType type, JsonNode content) {
            return switch (type) {
                case PROPERTY -> new Property(content);
                case GEO_PROPERTY -> new GeoProperty(content);
                case LANGUAGE_PROPERTY -> new LanguageProperty((ObjectNode) content);
                case VOCAB_PROPERTY -> new VocabProperty(strings(content));
                case JSON_PROPERTY -> new JsonProperty(content);
                case LIST_PROPERTY -> new ListProperty((ArrayNode) content);
                case RELATIONSHIP -> new Relationship(strings(content));
                case LIST_RELATIONSHIP -> new ListRelationship(strings(content));
            };
        }
    }
}
