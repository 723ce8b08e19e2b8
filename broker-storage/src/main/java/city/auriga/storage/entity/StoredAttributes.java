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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

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
}
