package city.auriga.core.representation;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.JsonProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.ListProperty;
import city.auriga.core.model.AttributeValue.ListRelationship;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.AttributeValue.Relationship;
import city.auriga.core.model.AttributeValue.VocabProperty;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Writes the value of an Attribute for one reader: the keys of compound values and vocabulary IRIs
 * are compacted (5.5.7).
 */
final class ValueWriter {
    private final Context context;

    ValueWriter(Context context) {
        this.context = context;
    }

    /** The content of the value member, as normalized and concise forms have it. */
    void writeContent(JsonGenerator out, AttributeValue value) {
        switch (value) {
            case Property(var node) -> writePlain(out, node);
            case GeoProperty(var node) -> RawJson.write(out, node);
            case LanguageProperty(var map) -> RawJson.write(out, map);
            case VocabProperty(var vocab) -> writeOneOrMany(out, vocab, context::compact);
            case JsonProperty(var node) -> RawJson.write(out, node);
            case ListProperty(var list) -> writePlain(out, list);
            case Relationship(var objects) ->
                    writeOneOrMany(out, objects, UnaryOperator.identity());
            case ListRelationship(var objects) -> writeObjectList(out, objects);
        }
    }

    /** The value as simplified form has it (4.5.4). */
    void writeSimplified(JsonGenerator out, AttributeValue value) {
        switch (value) {
            case Property _, GeoProperty _, ListProperty _, Relationship _ ->
                    writeContent(out, value);
            case ListRelationship(var objects) -> writeStrings(out, objects);
            case LanguageProperty _, VocabProperty _, JsonProperty _ -> {
                out.writeStartObject();
                out.writeName(value.type().valueMember());
                writeContent(out, value);
                out.writeEndObject();
            }
        }
    }

    /** A Property value: keys compacted, all else as it is. */
    void writePlain(JsonGenerator out, JsonNode node) {
        if (JsonLiteral.is(node)) {
            RawJson.write(out, node);
        } else if (node.isObject()) {
            out.writeStartObject();
            for (var entry : node.properties()) {
                var key = entry.getKey();
                out.writeName(CompoundValues.isNodeKey(key) ? context.compact(key) : key);
                writePlain(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (node.isArray()) {
            out.writeStartArray();
            for (var item : node) {
                writePlain(out, item);
            }
            out.writeEndArray();
        } else {
            RawJson.writeScalar(out, node);
        }
    }

    void writeOneOrMany(JsonGenerator out, List<String> texts, UnaryOperator<String> rename) {
        if (texts.size() == 1) {
            out.writeString(rename.apply(texts.getFirst()));
            return;
        }
        out.writeStartArray();
        for (var text : texts) {
            out.writeString(rename.apply(text));
        }
        out.writeEndArray();
    }

    private static void writeStrings(JsonGenerator out, List<String> texts) {
        out.writeStartArray();
        texts.forEach(out::writeString);
        out.writeEndArray();
    }

    private static void writeObjectList(JsonGenerator out, List<String> objects) {
        out.writeStartArray();
        for (var object : objects) {
            out.writeStartObject();
            out.writeStringProperty("object", object);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
