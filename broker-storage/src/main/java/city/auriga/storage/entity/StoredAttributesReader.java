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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what {@link StoredAttributes} writes. */
public final class StoredAttributesReader {
    private static final String CREATED_AT = "createdAt";

    private StoredAttributesReader() {}

    /**
     * Reads Attributes.
     *
     * @param createdAt of the Entity that they belong to
     */
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
                default -> instance.addSubAttribute(name, in, parentCreatedAt);
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
        private Map<String, List<Attribute>> subAttributes = Map.of();
        private List<Map.Entry<String, JsonNode>> unread = List.of();

        /**
         * A sub-attribute may have its creation time from this instance, which must be known first.
         * It is behind {@code createdAt} as we write, and PostgreSQL sorts names by their length;
         * so only a name as short as that can come too early.
         */
        void addSubAttribute(String name, JsonParser in, Instant parentCreatedAt) {
            if (name.length() <= CREATED_AT.length()) {
                unread = unread.isEmpty() ? new ArrayList<>() : unread;
                unread.add(Map.entry(name, readTree(in)));
            } else {
                put(name, readInstances(in, created(parentCreatedAt)));
            }
        }

        private void put(String name, List<Attribute> instances) {
            subAttributes = subAttributes.isEmpty() ? new LinkedHashMap<>() : subAttributes;
            subAttributes.put(name, instances);
        }

        private Instant created(Instant parentCreatedAt) {
            return createdAt == null ? parentCreatedAt : createdAt;
        }

        Attribute build(Instant parentCreatedAt) {
            var created = created(parentCreatedAt);
            for (var entry : unread) {
                try (var parser = StoredAttributes.JSON.treeAsTokens(entry.getValue())) {
                    parser.nextToken();
                    put(entry.getKey(), readInstances(parser, created));
                }
            }
            return new Attribute(
                    value(Objects.requireNonNull(type), Objects.requireNonNull(content)),
                    datasetId,
                    observedAt,
                    unitCode,
                    valueType,
                    objectTypes,
                    subAttributes,
                    created,
                    modifiedAt == null ? created : modifiedAt,
                    expiresAt);
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
