package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.VersionFallback;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes what is gone (5.8.6): Entities, and Attributes as NGSI-LD Nulls. */
final class DeletionWriter {
    private final Subscription subscription;
    private final Subscription.Content content;
    private final Context context;
    private final EntityWriter entities;
    private final @Nullable VersionFallback fallback;

    DeletionWriter(
            Subscription subscription,
            Context context,
            EntityWriter entities,
            @Nullable VersionFallback fallback) {
        this.subscription = subscription;
        this.content = subscription.content();
        this.context = context;
        this.entities = entities;
        this.fallback = fallback;
    }

    /**
     * A deleted Entity: id, type and deletedAt; its Attributes only for who asked for their
     * deletions, or for what changed.
     *
     * @param before as it was last
     * @param asFeature in GeoJSON; it is nowhere any more
     */
    void writeEntity(JsonGenerator out, Entity before, Instant at, boolean asFeature) {
        out.writeStartObject();
        out.writeStringProperty("id", before.id().value());
        if (asFeature) {
            out.writeStringProperty("type", "Feature");
            out.writeName("geometry");
            out.writeNull();
            out.writeName("properties");
            out.writeStartObject();
        }
        writeMembers(out, before, at);
        if (asFeature) {
            out.writeEndObject();
        } else if (subscription.endpoint().accept().equals(Endpoint.LD_JSON)) {
            entities.writeContext(out);
        }
        out.writeEndObject();
    }

    private void writeMembers(JsonGenerator out, Entity before, Instant at) {
        entities.writeTypes(out, before);
        if (content.sysAttrs()) {
            out.writeStringProperty("createdAt", DateTimes.format(before.createdAt()));
            out.writeStringProperty("modifiedAt", DateTimes.format(before.modifiedAt()));
        }
        out.writeStringProperty("deletedAt", DateTimes.format(at));
        if (content.showChanges() || subscription.triggers().contains(Trigger.ATTRIBUTE_DELETED)) {
            var gone = new LinkedHashMap<String, Attribute>();
            before.attributes()
                    .forEach((name, instances) -> {
                        if (subscription.watched().isEmpty()
                                || subscription.watched().contains(name)) {
                            gone.put(name, instances.getFirst());
                        }
                    });
            writeMarkers(out, gone, at);
        }
    }

    /** What stands for an instance that is gone, among those that are left. */
    static AttributeValue nothing(AttributeType type) {
        var nodes = JsonNodeFactory.instance;
        var text = nodes.stringNode(NgsiLdNull.TEXT);
        return switch (type) {
            case PROPERTY -> new AttributeValue.Property(text);
            case GEO_PROPERTY -> new AttributeValue.GeoProperty(text);
            case LANGUAGE_PROPERTY ->
                    new AttributeValue.LanguageProperty(
                            nodes.objectNode().put("@none", NgsiLdNull.TEXT));
            case VOCAB_PROPERTY -> new AttributeValue.VocabProperty(List.of(NgsiLdNull.TEXT));
            case JSON_PROPERTY -> new AttributeValue.JsonProperty(text);
            case LIST_PROPERTY -> new AttributeValue.ListProperty(nodes.arrayNode().add(text));
            case RELATIONSHIP -> new AttributeValue.Relationship(List.of(NgsiLdNull.TEXT));
            case LIST_RELATIONSHIP -> new AttributeValue.ListRelationship(List.of(NgsiLdNull.TEXT));
        };
    }

    /** An Attribute that is gone: a text, or an object where there is more to say (5.8.6). */
    void writeMarkers(JsonGenerator out, Map<String, Attribute> gone, Instant deletedAt) {
        gone.forEach((name, before) -> {
            if (!content.projection().keeps(name)) {
                return;
            }
            out.writeName(context.compact(name));
            boolean more = content.sysAttrs() || content.showChanges();
            if (content.format() == Format.SIMPLIFIED
                    || (content.format() == Format.CONCISE && !more)) {
                out.writeString(NgsiLdNull.TEXT);
            } else {
                writeMarker(out, fallback == null ? before : fallback.instance(before), deletedAt);
            }
        });
    }

    private void writeMarker(JsonGenerator out, Attribute before, Instant deletedAt) {
        out.writeStartObject();
        if (content.format() == Format.NORMALIZED) {
            out.writeStringProperty("type", before.type().term());
        }
        out.writeName(before.type().valueMember());
        writeNull(out, before.type());
        if (content.showChanges()) {
            entities.writePrevious(out, before.value());
        }
        if (content.sysAttrs()) {
            out.writeStringProperty("createdAt", DateTimes.format(before.createdAt()));
            out.writeStringProperty("modifiedAt", DateTimes.format(before.modifiedAt()));
            out.writeStringProperty("deletedAt", DateTimes.format(deletedAt));
        }
        out.writeEndObject();
    }

    private static void writeNull(JsonGenerator out, AttributeType type) {
        if (type == AttributeType.LANGUAGE_PROPERTY) {
            out.writeStartObject();
            out.writeStringProperty("@none", NgsiLdNull.TEXT);
            out.writeEndObject();
        } else {
            out.writeString(NgsiLdNull.TEXT);
        }
    }
}
