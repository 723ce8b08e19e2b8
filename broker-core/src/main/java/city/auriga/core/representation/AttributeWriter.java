package city.auriga.core.representation;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.AttributeValue.GeoProperty;
import city.auriga.core.model.AttributeValue.LanguageProperty;
import city.auriga.core.model.AttributeValue.ListRelationship;
import city.auriga.core.model.AttributeValue.Property;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.GeoJson;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Writes Attributes in the representation that one reader asked for (4.5.2 to 4.5.5, 4.5.18 to
 * 4.5.25).
 */
final class AttributeWriter {
    /**
     * What stands beside the values of an Attribute.
     *
     * @param links Entities that it leads to, by the URI of the object
     * @param previous values that it had before, by datasetId
     */
    record More(Map<String, LinkedEntity> links, Map<String, AttributeValue> previous) {
        static final More NOTHING = new More(Map.of(), Map.of());

        @Nullable AttributeValue previous(Attribute instance) {
            return previous.get(
                    Objects.requireNonNullElse(instance.datasetId(), LinkedEntity.NO_DATASET));
        }
    }

    private final Rendering rendering;
    private final ValueWriter values;
    private final BiConsumer<JsonGenerator, LinkedEntity> linkedWriter;

    /**
     * @param linkedWriter writes an Entity that a Relationship leads to
     */
    AttributeWriter(Rendering rendering, BiConsumer<JsonGenerator, LinkedEntity> linkedWriter) {
        this.rendering = rendering;
        this.linkedWriter = linkedWriter;
        this.values = new ValueWriter(rendering.context());
    }

    /**
     * @param more what stands beside their values
     */
    void writeInstances(JsonGenerator out, List<Attribute> instances, More more) {
        if (instances.size() == 1) {
            writeInstance(out, instances.getFirst(), false, more);
        } else if (rendering.format() == Format.SIMPLIFIED) {
            writeDataset(out, instances, more);
        } else {
            out.writeStartArray();
            for (var instance : instances) {
                writeInstance(out, instance, true, more);
            }
            out.writeEndArray();
        }
    }

    List<Attribute> shown(List<Attribute> instances) {
        if (rendering.datasetIds().isEmpty()) {
            return instances;
        }
        return instances.stream()
                .filter(a ->
                        rendering
                                .datasetIds()
                                .contains(Objects.requireNonNullElse(a.datasetId(), "@none")))
                .toList();
    }

    private void writeDataset(JsonGenerator out, List<Attribute> instances, More more) {
        out.writeStartObject();
        out.writeName("dataset");
        out.writeStartObject();
        for (var instance : instances) {
            out.writeName(Objects.requireNonNullElse(instance.datasetId(), "@none"));
            writeInstance(out, instance, false, more);
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeInstance(
            JsonGenerator out, Attribute instance, boolean oneOfMany, More more) {
        var lang = rendering.lang();
        if (lang != null && instance.value() instanceof LanguageProperty) {
            writeOneLanguage(out, instance, lang, more.previous(instance));
            return;
        }
        switch (rendering.format()) {
            case NORMALIZED -> writeObject(out, instance, true, more);
            case CONCISE -> {
                if (!oneOfMany && more.previous(instance) == null && isBare(instance)) {
                    values.writeContent(out, instance.value());
                } else {
                    writeObject(out, instance, isMistakableForPlace(instance), more);
                }
            }
            case SIMPLIFIED -> writeSimplified(out, instance.value(), more.links());
        }
    }

    private void writeObject(JsonGenerator out, Attribute instance, boolean withType, More more) {
        out.writeStartObject();
        if (withType) {
            out.writeStringProperty("type", instance.type().term());
        }
        out.writeName(instance.type().valueMember());
        values.writeContent(out, instance.value());
        writePrevious(out, more.previous(instance));
        if (!more.links().isEmpty()) {
            writeLinked(out, instance.value(), more.links());
        }
        writeDetails(out, instance);
        out.writeEndObject();
    }

    /** What the value was before (5.2.5, previousValue and its like). */
    void writePrevious(JsonGenerator out, @Nullable AttributeValue previous) {
        if (previous != null) {
            var member = previous.type().valueMember();
            out.writeName(
                    "previous"
                            + member.substring(0, 1).toUpperCase(Locale.ROOT)
                            + member.substring(1));
            values.writeContent(out, previous);
        }
    }

    /** Beside the object there is the Entity that it names (4.5.23.2). */
    private void writeLinked(
            JsonGenerator out, AttributeValue value, Map<String, LinkedEntity> links) {
        var found = value.objects().stream().filter(links::containsKey).map(links::get).toList();
        if (found.isEmpty()) {
            return;
        }
        boolean list = value instanceof ListRelationship;
        out.writeName(list ? "entityList" : "entity");
        if (!list && value.objects().size() == 1) {
            linkedWriter.accept(out, found.getFirst());
            return;
        }
        out.writeStartArray();
        found.forEach(linked -> linkedWriter.accept(out, linked));
        out.writeEndArray();
    }

    /** In the place of an object there is the Entity that it names (4.5.23.2). */
    private void writeSimplified(
            JsonGenerator out, AttributeValue value, Map<String, LinkedEntity> links) {
        if (value.objects().stream().noneMatch(links::containsKey)) {
            values.writeSimplified(out, value);
            return;
        }
        boolean many = value instanceof ListRelationship || value.objects().size() > 1;
        if (many) {
            out.writeStartArray();
        }
        for (var object : value.objects()) {
            var linked = links.get(object);
            if (linked == null) {
                out.writeString(object);
            } else {
                linkedWriter.accept(out, linked);
            }
        }
        if (many) {
            out.writeEndArray();
        }
    }

    /** A LanguageProperty becomes a Property with the text of one language (4.15). */
    private void writeOneLanguage(
            JsonGenerator out,
            Attribute instance,
            LanguageFilter lang,
            @Nullable AttributeValue previous) {
        var language = lang.choose(((LanguageProperty) instance.value()).languageMap());
        if (rendering.format() == Format.SIMPLIFIED) {
            RawJson.write(out, language.getValue());
            return;
        }
        out.writeStartObject();
        if (rendering.format() == Format.NORMALIZED) {
            out.writeStringProperty("type", "Property");
        }
        out.writeName("value");
        RawJson.write(out, language.getValue());
        out.writeStringProperty("lang", language.getKey());
        if (previous instanceof LanguageProperty(var texts)) {
            out.writeName("previousValue");
            RawJson.write(out, lang.choose(texts).getValue());
        } else {
            writePrevious(out, previous);
        }
        writeDetails(out, instance);
        out.writeEndObject();
    }

    private void writeDetails(JsonGenerator out, Attribute instance) {
        writeText(out, "datasetId", instance.datasetId());
        writeTime(out, "observedAt", instance.observedAt());
        writeText(out, "unitCode", instance.unitCode());
        if (instance.valueType() != null) {
            out.writeStringProperty("valueType", rendering.context().compact(instance.valueType()));
        }
        if (!instance.objectTypes().isEmpty()) {
            out.writeName("objectType");
            values.writeOneOrMany(out, instance.objectTypes(), rendering.context()::compact);
        }
        if (rendering.sysAttrs()) {
            writeTime(out, "createdAt", instance.createdAt());
            writeTime(out, "modifiedAt", instance.modifiedAt());
            writeTime(out, "expiresAt", instance.expiresAt());
        }
        for (var entry : instance.attributes().entrySet()) {
            var first = entry.getValue().getFirst();
            if (SealedProof.write(out, entry.getKey(), first, rendering.context())) {
                continue;
            }
            out.writeName(rendering.context().compact(entry.getKey()));
            writeInstances(out, entry.getValue(), More.NOTHING);
        }
    }

    /** Whether concise form may show the value alone and still be read as what it is (4.5.5). */
    private boolean isBare(Attribute instance) {
        boolean plain =
                instance.datasetId() == null
                        && instance.observedAt() == null
                        && instance.unitCode() == null
                        && instance.valueType() == null
                        && !rendering.sysAttrs()
                        && instance.attributes().isEmpty();
        return plain
                && switch (instance.value()) {
                    case GeoProperty _ -> true;
                    case Property(var node) -> !node.isContainer() || isUnmistakable(node);
                    default -> false;
                };
    }

    /** A Property whose value would be read as that of a GeoProperty has to tell its type. */
    private boolean isMistakableForPlace(Attribute instance) {
        return instance.value() instanceof Property(var node)
                && node.isObject()
                && GeoJson.isGeometry(shownNames(node));
    }

    /** Asked of the names that the reader will see. */
    private boolean isUnmistakable(JsonNode node) {
        if (node.isObject()) {
            var shown = shownNames(node);
            return !GeoJson.isGeometry(shown) && ConciseForm.isPlainValue(shown);
        }
        var items = JsonNodeFactory.instance.arrayNode(node.size());
        node.forEach(item -> items.add(item.isObject() ? shownNames(item) : item));
        return !ConciseForm.isInstances(items);
    }

    private JsonNode shownNames(JsonNode object) {
        var shown = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(entry -> {
                    var key = entry.getKey();
                    shown.set(
                            CompoundValues.isNodeKey(key) ? rendering.context().compact(key) : key,
                            entry.getValue());
                });
        return shown;
    }

    static void writeText(JsonGenerator out, String name, @Nullable String text) {
        if (text != null) {
            out.writeStringProperty(name, text);
        }
    }

    static void writeTime(JsonGenerator out, String name, @Nullable Instant time) {
        if (time != null) {
            out.writeStringProperty(name, DateTimes.format(time));
        }
    }
}
