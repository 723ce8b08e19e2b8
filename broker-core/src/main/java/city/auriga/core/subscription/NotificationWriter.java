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
import city.auriga.core.representation.Rendering;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes notifications (5.3.1, 5.8.6) for one subscription. */
public final class NotificationWriter {
    private final Subscription subscription;
    private final Context context;
    private final EntityWriter entities;
    private final boolean linkedData;

    /**
     * @param context processed from {@link Subscription#context()}
     */
    public NotificationWriter(Subscription subscription, Context context) {
        this.subscription = subscription;
        this.context = context;
        this.linkedData = subscription.endpoint().accept().equals(Endpoint.LD_JSON);
        var content = subscription.content();
        this.entities =
                new EntityWriter(
                        new Rendering(
                                context,
                                content.format(),
                                content.sysAttrs(),
                                content.projection(),
                                content.datasetIds(),
                                null,
                                linkedData));
    }

    /**
     * The id of the notification of one change to one subscription: the same whenever it is sent.
     */
    public static String id(long outboxId, String subscriptionId) {
        var name = outboxId + " " + subscriptionId;
        return "urn:ngsi-ld:Notification:"
                + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the notification of one change. */
    public void write(JsonGenerator out, String id, EntityChange change, Instant notifiedAt) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("type", "Notification");
        out.writeStringProperty("subscriptionId", subscription.id());
        out.writeStringProperty("notifiedAt", DateTimes.format(notifiedAt));
        out.writeName("data");
        if (subscription.endpoint().accept().equals(Endpoint.GEO_JSON)) {
            writeFeatures(out, change);
        } else {
            out.writeStartArray();
            writeEntity(out, change);
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private void writeFeatures(JsonGenerator out, EntityChange change) {
        out.writeStartObject();
        out.writeStringProperty("type", "FeatureCollection");
        out.writeName("features");
        out.writeStartArray();
        entities.writeFeature(out, change.image(), GeoQuery.LOCATION, false);
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

    private void writeEntity(JsonGenerator out, EntityChange change) {
        var after = change.after();
        if (after == null) {
            writeDeleted(out, Objects.requireNonNull(change.before()), change);
        } else {
            entities.write(
                    out,
                    withGoneInstances(change, after),
                    more -> writeMarkers(more, goneAttributes(change, after)));
        }
    }

    /**
     * A deleted Entity: id, type and deletedAt; its Attributes only for who asked for their
     * deletions.
     */
    private void writeDeleted(JsonGenerator out, Entity before, EntityChange change) {
        out.writeStartObject();
        out.writeStringProperty("id", before.id().value());
        entities.writeTypes(out, before);
        if (subscription.content().sysAttrs()) {
            out.writeStringProperty("createdAt", DateTimes.format(before.createdAt()));
            out.writeStringProperty("modifiedAt", DateTimes.format(before.modifiedAt()));
        }
        out.writeStringProperty("deletedAt", DateTimes.format(change.at()));
        if (subscription.triggers().contains(Trigger.ATTRIBUTE_DELETED)) {
            var gone = new LinkedHashMap<String, AttributeType>();
            before.attributes()
                    .forEach((name, instances) -> {
                        if (subscription.watched().isEmpty()
                                || subscription.watched().contains(name)) {
                            gone.put(name, instances.getFirst().type());
                        }
                    });
            writeMarkers(out, gone);
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
                                .withDatasetId(before.datasetId());
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

    private static Map<String, AttributeType> goneAttributes(EntityChange change, Entity after) {
        var gone = new LinkedHashMap<String, AttributeType>();
        for (var attribute : change.attributes()) {
            if (attribute.after() == null && after.instances(attribute.name()).isEmpty()) {
                gone.put(attribute.name(), Objects.requireNonNull(attribute.before()).type());
            }
        }
        return gone;
    }

    private void writeMarkers(JsonGenerator out, Map<String, AttributeType> gone) {
        gone.forEach((name, type) -> {
            if (!subscription.content().projection().keeps(name)) {
                return;
            }
            out.writeName(context.compact(name));
            if (subscription.content().format() != Format.NORMALIZED) {
                out.writeString(NgsiLdNull.TEXT);
                return;
            }
            out.writeStartObject();
            out.writeStringProperty("type", type.term());
            out.writeName(type.valueMember());
            writeNull(out, type);
            out.writeEndObject();
        });
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
