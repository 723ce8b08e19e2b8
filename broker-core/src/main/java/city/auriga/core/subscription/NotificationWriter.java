package city.auriga.core.subscription;

import city.auriga.core.jsonld.Context;
import city.auriga.core.model.Attribute;
import city.auriga.core.model.AttributeValue;
import city.auriga.core.model.Attributes;
import city.auriga.core.model.DateTimes;
import city.auriga.core.model.Entity;
import city.auriga.core.mutation.EntityChange;
import city.auriga.core.query.GeoQuery;
import city.auriga.core.representation.EntityWriter;
import city.auriga.core.representation.LinkedEntity;
import city.auriga.core.representation.Rendering;
import city.auriga.core.representation.VersionFallback;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes notifications (5.3.1, 5.8.6) for one subscription. */
public final class NotificationWriter {
    private final Subscription subscription;
    private final EntityWriter entities;
    private final Subscription.Content content;
    private final @Nullable VersionFallback fallback;
    private final DeletionWriter deletions;

    /**
     * @param context processed from {@link Subscription#context()}
     */
    public NotificationWriter(Subscription subscription, Context context) {
        this.subscription = subscription;
        this.content = subscription.content();
        var rendering =
                new Rendering(
                        context,
                        content.format(),
                        content.sysAttrs(),
                        content.projection(),
                        content.datasetIds(),
                        content.lang(),
                        subscription.endpoint().accept().equals(Endpoint.LD_JSON));
        var version = content.version();
        this.fallback = version == null ? null : new VersionFallback(version, rendering);
        this.entities = new EntityWriter(version == null ? rendering : rendering.withAllDatasets());
        this.deletions = new DeletionWriter(subscription, context, entities, fallback);
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
        var first = shown.getFirst();
        var told = new ArrayList<LinkedEntity>();
        told.add(
                inItsVersion(content.showChanges() ? first.withPrevious(previous(change)) : first));
        shown.stream().skip(1).map(this::inItsVersion).forEach(told::add);
        writeEnvelope(out, id, notifiedAt, () -> writeData(out, told, change));
    }

    /**
     * Writes a notification of Entities as they are, which no change has caused (5.8.6, {@code
     * timeInterval}).
     */
    public void write(JsonGenerator out, String id, List<LinkedEntity> shown, Instant notifiedAt) {
        var told = shown.stream().map(this::inItsVersion).toList();
        writeEnvelope(out, id, notifiedAt, () -> writeData(out, told, null));
    }

    private void writeEnvelope(JsonGenerator out, String id, Instant notifiedAt, Runnable data) {
        out.writeStartObject();
        out.writeStringProperty("id", id);
        out.writeStringProperty("type", "Notification");
        out.writeStringProperty("subscriptionId", subscription.id());
        out.writeStringProperty("notifiedAt", DateTimes.format(notifiedAt));
        out.writeName("data");
        data.run();
        out.writeEndObject();
    }

    private LinkedEntity inItsVersion(LinkedEntity linked) {
        if (fallback == null) {
            return linked;
        }
        var datasetIds = content.datasetIds();
        return fallback.apply(datasetIds.isEmpty() ? linked : linked.withDatasets(datasetIds));
    }

    /**
     * @param change of the first Entity; null if nothing has changed
     */
    private void writeData(
            JsonGenerator out, List<LinkedEntity> told, @Nullable EntityChange change) {
        boolean features = subscription.endpoint().accept().equals(Endpoint.GEO_JSON);
        if (features) {
            out.writeStartObject();
            out.writeStringProperty("type", "FeatureCollection");
            out.writeName("features");
        }
        out.writeStartArray();
        for (int i = 0; i < told.size(); i++) {
            writeOne(out, told.get(i), i == 0 ? change : null, features);
        }
        out.writeEndArray();
        if (features) {
            if (!prefersPlainBody()) {
                entities.writeContext(out);
            }
            out.writeEndObject();
        }
    }

    private void writeOne(
            JsonGenerator out,
            LinkedEntity told,
            @Nullable EntityChange change,
            boolean asFeature) {
        if (change != null && change.after() == null) {
            deletions.writeEntity(out, told.entity(), change.at(), asFeature);
            return;
        }
        Consumer<JsonGenerator> more =
                change == null
                        ? end -> {}
                        : end -> deletions.writeMarkers(end, goneAttributes(change), change.at());
        if (asFeature) {
            entities.writeFeature(out, told, GeoQuery.LOCATION, false, more);
        } else {
            entities.write(out, told, more);
        }
    }

    /** Whether the receiver wants the @context of GeoJSON in a header (6.3.6). */
    public boolean prefersPlainBody() {
        return subscription.endpoint().receiverInfo().stream()
                .anyMatch(h ->
                        h.getKey().equalsIgnoreCase("Prefer")
                                && h.getValue().contains("body=json"));
    }

    /** What values were before, of each instance that has changed (5.2.5). */
    private static Map<String, Map<String, AttributeValue>> previous(EntityChange change) {
        var previous = new HashMap<String, Map<String, AttributeValue>>();
        for (var attribute : change.attributes()) {
            var before = attribute.before();
            var after = attribute.after();
            if (before != null && after != null && !before.saysTheSameAs(after)) {
                previous.computeIfAbsent(attribute.name(), name -> new HashMap<>())
                        .put(
                                Objects.requireNonNullElse(
                                        before.datasetId(), LinkedEntity.NO_DATASET),
                                before.value());
            }
        }
        return previous;
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
                        Attribute.of(DeletionWriter.nothing(before.type()), change.at())
                                .withDatasetId(before.datasetId())
                                .withCreatedAt(before.createdAt());
                Attributes.put(attributes, attribute.name(), marker);
            }
        }
        return after.withAttributes(attributes);
    }

    private static Map<String, Attribute> goneAttributes(EntityChange change) {
        var after = Objects.requireNonNull(change.after());
        var gone = new LinkedHashMap<String, Attribute>();
        for (var attribute : change.attributes()) {
            if (attribute.after() == null && after.instances(attribute.name()).isEmpty()) {
                gone.putIfAbsent(attribute.name(), Objects.requireNonNull(attribute.before()));
            }
        }
        return gone;
    }
}
