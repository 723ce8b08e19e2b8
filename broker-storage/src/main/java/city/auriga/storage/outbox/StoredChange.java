package city.auriga.storage.outbox;

import city.auriga.core.model.Attribute;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.EntityId;
import city.auriga.core.model.Tenant;
import city.auriga.core.mutation.AttributeChange;
import city.auriga.core.mutation.EntityChange;
import city.auriga.storage.entity.StoredAttributes;
import city.auriga.storage.entity.StoredAttributesReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored form of a change: both images, and which instances were written or removed. The
 * instances themselves stand in the images only once.
 */
public final class StoredChange {
    private StoredChange() {}

    public static String write(EntityChange change) {
        var text = new StringWriter(2048);
        try (var out = StoredAttributes.JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringProperty("id", change.id().value());
            out.writeStringProperty("at", DateTimes.format(change.at()));
            out.writeBooleanProperty("scopeChanged", change.scopeChanged());
            if (change.origin() != null) {
                out.writeStringProperty("origin", change.origin());
            }
            writeImage(out, "before", change.before());
            writeImage(out, "after", change.after());
            out.writeName("changes");
            out.writeStartArray();
            for (var attribute : change.attributes()) {
                out.writeStartArray();
                out.writeString(attribute.name());
                out.writeString(Objects.requireNonNullElse(attribute.datasetId(), ""));
                out.writeEndArray();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString();
    }

    public static EntityChange read(Tenant tenant, String text) {
        var node = StoredAttributes.JSON.readTree(text);
        var id = new EntityId(node.get("id").stringValue());
        var before = readImage(id, node.get("before"));
        var after = readImage(id, node.get("after"));
        var changes = new ArrayList<AttributeChange>();
        for (var pair : node.get("changes")) {
            var name = pair.get(0).stringValue();
            var datasetId = pair.get(1).stringValue().isEmpty() ? null : pair.get(1).stringValue();
            changes.add(
                    new AttributeChange(
                            name,
                            instance(before, name, datasetId),
                            instance(after, name, datasetId)));
        }
        return new EntityChange(
                tenant,
                id,
                before,
                after,
                changes,
                node.get("scopeChanged").booleanValue(),
                List.of(),
                time(node.get("at")),
                node.path("origin").asString(null));
    }

    private static void writeImage(JsonGenerator out, String name, @Nullable Entity entity) {
        if (entity == null) {
            return;
        }
        out.writeName(name);
        out.writeStartObject();
        writeStrings(out, "types", entity.types());
        writeStrings(out, "scopes", entity.scopes());
        out.writeStringProperty("createdAt", DateTimes.format(entity.createdAt()));
        out.writeStringProperty("modifiedAt", DateTimes.format(entity.modifiedAt()));
        if (entity.expiresAt() != null) {
            out.writeStringProperty("expiresAt", DateTimes.format(entity.expiresAt()));
        }
        out.writeName("document");
        StoredAttributes.write(out, entity.attributes(), entity.createdAt());
        out.writeEndObject();
    }

    private static void writeStrings(JsonGenerator out, String name, List<String> texts) {
        out.writeName(name);
        out.writeStartArray();
        texts.forEach(out::writeString);
        out.writeEndArray();
    }

    private static @Nullable Entity readImage(EntityId id, @Nullable JsonNode image) {
        if (image == null) {
            return null;
        }
        var createdAt = time(image.get("createdAt"));
        return new Entity(
                id,
                strings(image.get("types")),
                strings(image.get("scopes")),
                attributes((ObjectNode) image.get("document"), createdAt),
                createdAt,
                time(image.get("modifiedAt")),
                image.has("expiresAt") ? time(image.get("expiresAt")) : null);
    }

    private static Map<String, List<Attribute>> attributes(ObjectNode document, Instant createdAt) {
        try (var in = StoredAttributes.JSON.treeAsTokens(document)) {
            return StoredAttributesReader.read(in, createdAt);
        }
    }

    private static @Nullable Attribute instance(
            @Nullable Entity entity, String name, @Nullable String datasetId) {
        return entity == null
                ? null
                : Attributes.instance(entity.instances(name), datasetId).orElse(null);
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>(array.size());
        array.forEach(item -> strings.add(item.stringValue()));
        return strings;
    }

    private static Instant time(JsonNode node) {
        return DateTimes.find(node.stringValue()).orElseThrow();
    }
}
