package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeType;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Entity;
import city.auriga.core.model.NgsiLdNull;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.Format;
import city.auriga.core.representation.LinkedEntity;
import city.auriga.core.representation.Rendering;
import city.auriga.core.representation.VersionFallback;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes notifications (5.3.1, 5.8.6) for one subscription. */
public final class NotificationWriter {
    private final Subscription subscription;
    private final Context context;
    private final EntityWriter entities;
    private final Subscription.Content content;
    private final @Nullable VersionFallback fallback;
    private final boolean linkedData;

    /**
     * @param context processed from {@link Subscription#context()}
     */
    public NotificationWriter(Subscription subscription, Context context) {
        this.subscription = subscription;
        this.context = context;
        this.linkedData = subscription.endpoint().accept().equals(Endpoint.LD_JSON);
        this.content = subscription.content();
        var rendering =
                new Rendering(
                        context,
                        content.format(),
                        content.sysAttrs(),
                        content.projection(),
                        content.datasetIds(),
                        content.lang(),
                        linkedData);
        var version = content.version();
        this.fallback = version == null ? null : new VersionFallback(version, rendering);
        this.entities = new EntityWriter(version == null ? rendering : rendering.withAllDatasets());
    }

    /**
     * The id of the notification of one change to one subscription: the same whenever it is sent.
     */
    public static String id(long outboxId, String subscriptionId) {
        var name = outboxId + " " + subscriptionId;
        return "urn:ngsi-ld:Notification:"
                + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** The Entity of a change as it is shown: instances that are gone stand in it as Nulls. */
    public static Entity image(EntityChange change) {
        var after = change.after();
        return after == null ? change.image() : withGoneInstances(change, after);
    }

    /**
     * Writes the notification of one change.
     *
     * @param shown the {@link #image}, and behind it what a flat join adds
     */
    public void write(
            JsonGenerator out,
            String id,
            EntityChange change,
            List<LinkedEntity> shown,
            Instant notifiedAt) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("type", "Notification");
        out.writeStringProperty("subscriptionId", subscription.id());
        out.writeStringProperty("notifiedAt", DateTimes.format(notifiedAt));
        out.writeName("data");
        var told = shown.stream().map(this::inItsVersion).toList();
        if (subscription.endpoint().accept().equals(Endpoint.GEO_JSON)) {
            writeFeatures(out, told);
        } else {
            out.writeStartArray();
            writeEntity(out, change, told.getFirst());
            told.stream().skip(1).forEach(joined -> entities.write(out, joined));
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private LinkedEntity inItsVersion(LinkedEntity linked) {
        if (fallback == null) {
            return linked;
        }
        var datasetIds = content.datasetIds();
        return fallback.apply(datasetIds.isEmpty() ? linked : linked.withDatasets(datasetIds));
    }

    private void writeFeatures(JsonGenerator out, List<LinkedEntity> shown) {
        out.writeStartObject();
        out.writeStringProperty("type", "FeatureCollection");
        out.writeName("features");
        out.writeStartArray();
        shown.forEach(linked -> entities.writeFeature(out, linked, GeoQuery.LOCATION, false));
        out.writeEndArray();
        if (!prefersPlainBody()) {
            entities.writeContext(out);
        }
        out.writeEndObject();
    }

    /** Whether the receiver wants the @context of GeoJSON in a header (6.3.6). */
    public boolean prefersPlainBody() {
        return subscription.endpoint().receiverInfo().stream()
                .anyMatch(h ->
                        h.getKey().equalsIgnoreCase("Prefer")
                                && h.getValue().contains("body=json"));
    }

    private void writeEntity(JsonGenerator out, EntityChange change, LinkedEntity shown) {
        var after = change.after();
        if (after == null) {
            writeDeleted(out, Objects.requireNonNull(change.before()), change);
        } else {
            var told = content.showChanges() ? shown.withPrevious(previous(change)) : shown;
            entities.write(
                    out,
                    told,
                    more -> writeMarkers(more, goneAttributes(change, after), change.at()));
        }
    }

    /** What values were before, of each instance that is not new (5.2.5). */
    private static Map<String, Map<String, AttributeValue>> previous(EntityChange change) {
        var previous = new HashMap<String, Map<String, AttributeValue>>();
        for (var attribute : change.attributes()) {
            var before = attribute.before();
            if (before != null) {
                previous.computeIfAbsent(attribute.name(), name -> new HashMap<>())
                        .put(
                                Objects.requireNonNullElse(
                                        before.datasetId(), LinkedEntity.NO_DATASET),
                                before.value());
            }
        }
        return previous;
    }

    /**
     * A deleted Entity: id, type and deletedAt; its Attributes only for who asked for their
     * deletions, or for what changed.
     */
    private void writeDeleted(JsonGenerator out, Entity before, EntityChange change) {
        out.writeStartObject();
        out.writeStringProperty("id", before.id().value());
        entities.writeTypes(out, before);
        if (content.sysAttrs()) {
            out.writeStringProperty("createdAt", DateTimes.format(before.createdAt()));
            out.writeStringProperty("modifiedAt", DateTimes.format(before.modifiedAt()));
        }
        out.writeStringProperty("deletedAt", DateTimes.format(change.at()));
        if (content.showChanges() || subscription.triggers().contains(Trigger.ATTRIBUTE_DELETED)) {
            var gone = new LinkedHashMap<String, Attribute>();
            before.attributes()
                    .forEach((name, instances) -> {
                        if (subscription.watched().isEmpty()
                                || subscription.watched().contains(name)) {
                            gone.put(name, instances.getFirst());
                        }
                    });
            writeMarkers(out, gone, change.at());
        }
        if (linkedData) {
            entities.writeContext(out);
        }
        out.writeEndObject();
    }

    /** An instance that is gone stands, as a Null, among those that are left. */
    private static Entity withGoneInstances(EntityChange change, Entity after) {
        var attributes = new LinkedHashMap<>(after.attributes());
        for (var attribute : change.attributes()) {
            var before = attribute.before();
            if (attribute.after() == null
                    && before != null
                    && !after.instances(attribute.name()).isEmpty()) {
                var marker =
                        Attribute.of(nothing(before.type()), change.at())
                                .withDatasetId(before.datasetId())
                                .withCreatedAt(before.createdAt());
                Attributes.put(attributes, attribute.name(), marker);
            }
        }
        return after.withAttributes(attributes);
    }

    private static AttributeValue nothing(AttributeType type) {
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

    private static Map<String, Attribute> goneAttributes(EntityChange change, Entity after) {
        var gone = new LinkedHashMap<String, Attribute>();
        for (var attribute : change.attributes()) {
            if (attribute.after() == null && after.instances(attribute.name()).isEmpty()) {
                gone.putIfAbsent(attribute.name(), Objects.requireNonNull(attribute.before()));
            }
        }
        return gone;
    }

    /** An Attribute that is gone: a text, or an object where there is more to say (5.8.6). */
    private void writeMarkers(JsonGenerator out, Map<String, Attribute> gone, Instant deletedAt) {
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
                writeMarker(out, before, deletedAt);
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
