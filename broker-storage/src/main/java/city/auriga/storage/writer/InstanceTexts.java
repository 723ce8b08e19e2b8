package city.auriga.storage.writer;

import city.auriga.core.jsonld.CoreContext;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.storage.entity.StoredAttributes;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;

/**
 * JSON text of Attributes, each instance written once: the document of a row and its history hold
 * the same ones, and where a change writes all of them they are one text. For one batch.
 */
final class InstanceTexts {
    /** Scopes have a history like an Attribute of this name (4.18). */
    private static final String SCOPE = CoreContext.NGSI_LD + "scope";

    private final IdentityHashMap<Attribute, String> texts = new IdentityHashMap<>();
    private final IdentityHashMap<Map<String, List<Attribute>>, String> documents =
            new IdentityHashMap<>();

    /** The whole document of an Entity. */
    String document(Entity entity) {
        return documents.computeIfAbsent(
                entity.attributes(),
                attributes -> {
                    var text = new StringWriter(2048);
                    try (var out = StoredAttributes.JSON.createGenerator(text)) {
                        StoredAttributes.write(out, attributes, entity.createdAt());
                    }
                    return text.toString();
                });
    }

    /**
     * A part of a document.
     *
     * @param createdAt of the Entity
     */
    String part(Map<String, List<Attribute>> attributes, Instant createdAt) {
        var text = new StringWriter(1024);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            out.writeStartObject();
            write(out, attributes, (json, i) -> json.writeRawValue(instance(i, createdAt)));
            out.writeEndObject();
        }
        return text.toString();
    }

    /**
     * What the history keeps of a change: the instances that it wrote, and the scopes if they
     * changed. Of a deleted instance there is its type, its datasetId and {@code deletedAt}
     * (4.5.6).
     *
     * @param createdAt of the Entity
     */
    String history(EntityChange change, Instant createdAt) {
        var after = change.after();
        if (after != null && !change.scopeChanged() && change.late().isEmpty()) {
            var document = documents.get(after.attributes());
            if (document != null && writesAll(change, after)) {
                return document;
            }
        }
        var byName = new LinkedHashMap<String, List<AttributeChange>>();
        for (var attribute : change.recorded()) {
            byName.computeIfAbsent(attribute.name(), name -> new ArrayList<>(1)).add(attribute);
        }
        var text = new StringWriter(1024);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            out.writeStartObject();
            write(out, byName, (json, c) -> writeChange(json, c, change.at(), createdAt));
            if (change.scopeChanged()) {
                writeScopes(out, change);
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    /**
     * Whether a change wrote all instances that there are, in their order, and removed none: the
     * very instances, since equal ones would have to be compared to their last leaf.
     */
    @SuppressWarnings("ReferenceEquality")
    private static boolean writesAll(EntityChange change, Entity after) {
        var changes = change.attributes().iterator();
        for (var entry : after.attributes().entrySet()) {
            for (var instance : entry.getValue()) {
                if (!changes.hasNext()) {
                    return false;
                }
                var next = changes.next();
                if (next.after() != instance || !next.name().equals(entry.getKey())) {
                    return false;
                }
            }
        }
        return !changes.hasNext();
    }

    private static <T> void write(
            JsonGenerator out, Map<String, List<T>> byName, BiConsumer<JsonGenerator, T> item) {
        for (var entry : byName.entrySet()) {
            out.writeName(entry.getKey());
            out.writeStartArray();
            for (var one : entry.getValue()) {
                item.accept(out, one);
            }
            out.writeEndArray();
        }
    }

    private void writeChange(
            JsonGenerator out, AttributeChange change, Instant at, Instant createdAt) {
        var after = change.after();
        if (after == null) {
            StoredAttributes.writeDeleted(out, Objects.requireNonNull(change.before()), at);
        } else {
            out.writeRawValue(instance(after, createdAt));
        }
    }

    private static void writeScopes(JsonGenerator out, EntityChange change) {
        var after = change.after();
        out.writeName(SCOPE);
        out.writeStartArray();
        StoredAttributes.writeScopes(out, after == null ? List.of() : after.scopes(), change.at());
        out.writeEndArray();
    }

    private String instance(Attribute instance, Instant createdAt) {
        return texts.computeIfAbsent(
                instance,
                i -> {
                    var text = new StringWriter(256);
                    try (var out = StoredAttributes.JSON.createGenerator(text)) {
                        StoredAttributes.writeInstance(out, i, createdAt);
                    }
                    return text.toString();
                });
    }
}
